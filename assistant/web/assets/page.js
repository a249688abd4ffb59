// What Gradio has no part for: switches kept on the device, read aloud, copy, print, share,
// voice input, and buttons inside the cards. Runs once, as the head's `js_on_load`.
lz.page = ({ watch, trigger }) => {
const root = document.documentElement;
const kept = lz.kept;

const QUESTION = "#lz-question textarea";
const ENGLISH_NAMES = [".example", "[role=log]", "[data-testid=user]", "[data-testid=bot]"]
	.map((part) => `#lz-chat ${part}[aria-label]`)
	.join();
const LARGE = "lvzhi-large";
const DARK = "lvzhi-dark";
const LANGUAGE = "lvzhi-language";

const LEFT_MS = 600_000; // without a touch, whoever asked has gone
let leaving;
const waitForLeaving = () => {
	clearTimeout(leaving);
	if (lz.isPublic()) leaving = setTimeout(() => location.replace(lz.address()), LEFT_MS);
};
for (const sign of ["pointerdown", "keydown", "scroll"]) {
	addEventListener(sign, waitForLeaving, { capture: true, passive: true });
}
const shared = () => {
	lz.forgets();
	waitForLeaving();
	dressed();
};
const dressed = () => {
	root.lang = document.querySelector(".lz-head").lang;
	document.title = document.querySelector(".lz-head h1").textContent;
	kept(LANGUAGE, root.lang.slice(0, 2));
	const pressed = {
		large: root.classList.contains("lz-large"),
		dark: document.body.classList.contains("dark"),
		public: lz.isPublic()
	};
	worded();
	for (const [name, on] of Object.entries(pressed)) {
		document.querySelector(`[data-lz=${name}]`)?.setAttribute("aria-pressed", on);
	}
};
const show = () => {
	root.classList.toggle("lz-large", kept(LARGE) === "1");
	if (kept(DARK)) document.body.classList.toggle("dark", kept(DARK) === "1");
	dressed();
};

// An answer's card, or a duty of the lists.
const textOf = (card) =>
	card.matches(".lz-whole") ? card.querySelector(".lz-duty").innerText :
	[...card.querySelectorAll(".lz-direct, .lz-where, .lz-body p, .lz-body tr:not(:first-child)")]
		.map((line) => line.dataset.lzText ?? line.textContent)
		.join("\n");

lz.copies = async (text) => {
	if (navigator.clipboard) {
		await navigator.clipboard.writeText(text);
	} else {
		// Without https there is no clipboard; this old way still works.
		const area = document.createElement("textarea");
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand("copy");
		area.remove();
	}
};
const copy = async (text, button) => {
	await lz.copies(text);
	const word = button.textContent;
	button.textContent = button.dataset.done;
	setTimeout(() => (button.textContent = word), 1500);
};

const spoken = (text) => Object.assign(new SpeechSynthesisUtterance(text), { lang: "zh-CN", rate: 0.9 });
const read = (text, button) => {
	const stop = button.getAttribute("aria-pressed") === "true";
	speechSynthesis.cancel(); // ends what another card reads, too
	if (stop) return;
	const speech = spoken(text);
	const word = button.textContent;
	const reading = (now) => {
		button.setAttribute("aria-pressed", now);
		button.textContent = now ? button.dataset.stop : word;
	};
	speech.onend = speech.onerror = () => reading(false);
	reading(true);
	speechSynthesis.speak(speech);
};

// The one answer, whole, with its question, the sources unfolded in it, and the notice; or the
// one duty. On paper it says of which day it is and where it can be looked up, by a camera, too.
const CODE_MS = 2_000; // a slip does not wait longer for its code
const codeOf = async (link) => {
	const code = Object.assign(new Image(), { alt: "", className: "lz-code" });
	code.src = `./qr?link=${encodeURIComponent(link)}`;
	const late = new Promise((_, fail) => setTimeout(fail, CODE_MS));
	await Promise.race([code.decode(), late]);
	return code;
};
const printed = async (card, link) => {
	const before = [...document.querySelectorAll("#lz-chat .user-row")].filter(
		(row) => row.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING
	);
	const place = card.closest("#lz-chat, #lz-browse");
	const shown = [card, before.at(-1)];
	const slip = document.createElement("p");
	slip.className = "lz-slip";
	slip.textContent = `${new Date().toLocaleDateString("zh-CN")} 打印，以当日公布的清单为准。网址：${link}`;
	const folds = card.querySelectorAll(".lz-body details:not([open])"); // paper can't be tapped
	const mark = (on) => {
		for (const fold of folds) fold.open = on;
		for (const part of shown) part?.classList.toggle("lz-printed", on);
		place.classList.toggle("lz-printing", on);
		if (on) card.append(slip);
		else slip.remove();
	};
	// Without a network, or of a very long question, there is none.
	await codeOf(link).then((code) => slip.prepend(code)).catch(() => {});
	addEventListener("afterprint", () => mark(false), { once: true });
	mark(true);
	print();
};
let darkBefore; // light letters would not be seen on paper
addEventListener("beforeprint", () => {
	darkBefore = document.body.classList.contains("dark");
	document.body.classList.remove("dark");
});
addEventListener("afterprint", () => document.body.classList.toggle("dark", darkBefore));

const linkOf = ({ duty, version, question, town }) => {
	const link = new URL(location.pathname, location.href);
	const named = duty ? { ...lz.ofVersion(duty, version), town: lz.town } : { q: question, town };
	for (const [name, value] of Object.entries(named)) {
		link.searchParams.set(name, value);
	}
	return link.href;
};

const LEFT = "好，不说这件了。下一句按新的事来答。";
const LEFT_TOLD_MS = 6_000;
const actions = {
	large: () => kept(LARGE, root.classList.toggle("lz-large") ? "1" : "0") ?? dressed(),
	dark: () => kept(DARK, document.body.classList.toggle("dark") ? "1" : "0") ?? dressed(),
	public: shared,
	language: () => trigger("submit"),
	read: (button, card) => read(textOf(card), button),
	copy: (button, card) => copy(textOf(card), button),
	print: (button, card) => printed(card, linkOf(button.parentElement.dataset)),
	share: (button) => copy(linkOf(button.parentElement.dataset), button),
	ask: (button) => {
		trigger("select", { duty: "" }); // back to the chat
		lz.addresses(false);
		lz.sends(button.dataset.question);
	},
	leave: (button) => {
		lz.leaves();
		button.closest(".lz-thread").remove();
		lz.tells(LEFT, LEFT_TOLD_MS);
		document.querySelector(QUESTION).focus();
	},
	filters: (button) => {
		const open = document.querySelector("#lz-conditions").classList.toggle("lz-open");
		button.setAttribute("aria-expanded", open);
	},
	skip: () => document.querySelector(QUESTION)?.focus()
};

// 「原文」 opens a duty in the lists; the device's back key leads to the same place of the answer.
let left; // the button in the answer, and how far down the page was
const open = (button) => {
	const opened = lz.ofVersion(button.dataset.lzDuty, button.dataset.version);
	left = { button, at: scrollY };
	history.pushState(opened, "", lz.address(opened));
	trigger("select", opened);
};
const resume = ({ button, at }) => {
	new ResizeObserver((_, observer) => {
		if (!button.offsetParent) return; // the chat is not shown yet
		observer.disconnect();
		scrollTo(0, at);
		button.focus({ preventScroll: true });
	}).observe(document.querySelector("#lz-chat"));
};
addEventListener("popstate", (event) => {
	if (!left || event.state?.duty) return;
	trigger("select", { duty: "" });
	resume(left);
	left = undefined;
});

// In a question that is edited, too.
document.addEventListener("keydown", (event) => {
	const row = event.target.closest?.("#lz-chat .user-row");
	if (!row || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
	event.preventDefault();
	row.nextElementSibling.querySelector("button")?.click();
});

const tabsOf = (tab) => [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
document.addEventListener("keydown", (event) => {
	const tab = event.target.closest?.("#lz-tabs [role=tab]");
	const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
	if (!tab || !step) return;
	const tabs = tabsOf(tab);
	const next = tabs.at((tabs.indexOf(tab) + step) % tabs.length);
	event.preventDefault();
	next.focus();
	next.click();
});
document.addEventListener("click", (event) => {
	const tab = event.target.closest?.("#lz-tabs [role=tab]");
	// The staff's panels are tabs inside one.
	const isPages = tab?.closest("[role=tablist]") === document.querySelector("#lz-tabs [role=tablist]");
	if (tab && isPages) lz.addresses(tabsOf(tab).indexOf(tab) === 1);
	const button = event.target.closest?.("[data-lz], [data-lz-duty], [data-lz-ask], #lz-voice");
	if (!button) return;
	if (button.id) listen(button);
	else if (button.dataset.lzDuty) open(button);
	else if (button.dataset.lzAsk) lz.sends(button.dataset.lzAsk);
	else actions[button.dataset.lz](button, button.closest(".lz-card, .lz-whole"));
});

// The browser's maker turns sound into words, where it does so at all: on most phones here it
// has nobody to do it, and says nothing.
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const NO_VOICE_MS = 6_000;
const TOLD_MS = 20_000;
const KEYBOARD = "这里没听成。请点一下提问框，用输入法键盘上的话筒说，说完点“发送”。";
const ABOUT_VOICE =
	"点“开始”后说一句话，认出来的字写进提问框，您看过再发。声音由浏览器的厂家认成字，我们不收、不存声音。";
const typeInstead = () => {
	lz.tells(KEYBOARD, TOLD_MS);
	document.querySelector(QUESTION).focus();
};
const listen = (button) => {
	if (!Recognition) return typeInstead();
	lz.tells(ABOUT_VOICE, 0, { 开始: () => recognise(button), 不用了: () => {} });
};
const recognise = (button) => {
	const recognition = new Recognition();
	const gaveUp = setTimeout(() => (recognition.abort(), typeInstead()), NO_VOICE_MS);
	let heard = false;
	recognition.lang = "zh-CN";
	recognition.onstart = () => {
		button.classList.add("lz-listening");
		lz.tells("正在听，请说……");
	};
	recognition.onspeechstart = () => clearTimeout(gaveUp);
	recognition.onend = () => {
		clearTimeout(gaveUp);
		button.classList.remove("lz-listening");
		if (!heard) typeInstead();
	};
	recognition.onresult = ({ results }) => {
		heard = true;
		lz.tells("");
		const box = document.querySelector(QUESTION);
		box.value = results[0][0].transcript;
		box.dispatchEvent(new Event("input", { bubbles: true }));
		box.focus();
	};
	recognition.start();
};

// Who needs large print may not read at all: the first line of a new answer is said.
lz.onAnswer = () => {
	if (!root.classList.contains("lz-large") || !("speechSynthesis" in window)) return;
	const line = [...document.querySelectorAll("#lz-chat .lz-direct")].at(-1);
	if (!line) return;
	speechSynthesis.cancel();
	speechSynthesis.speak(spoken(line.textContent));
};

// A new question comes to the top of the screen, and again when its answer is whole.
let followed = "";
const follow = () => {
	const questions = document.querySelectorAll("#lz-chat .user-row");
	const now = `${questions.length} ${document.querySelectorAll("#lz-chat .lz-tools").length}`;
	if (now === followed) return;
	followed = now;
	questions[questions.length - 1]?.scrollIntoView();
};

// Not on a touch screen, where the keyboard would cover the questions to begin with.
let toFocus = matchMedia("(hover: hover) and (pointer: fine)").matches;
// Beside the answer there is room for the source's words.
const isWide = matchMedia("(min-width: 1100px)");
const BARS_PX = 320; // of a screen: the question, the tools and the question box
const unfold = () => {
	if (!isWide.matches) return;
	for (const sources of document.querySelectorAll("#lz-chat .lz-sources:not(.lz-seen)")) {
		sources.classList.add("lz-seen"); // once: what was closed stays closed
		sources.querySelector("details")?.setAttribute("open", "");
		const main = sources.parentElement.querySelector(".lz-main");
		const more = main?.querySelector(".lz-body > .lz-more:last-child");
		if (!more) continue;
		more.open = true;
		more.open = main.offsetHeight < innerHeight - BARS_PX;
		more.classList.toggle("lz-fits", more.open); // nothing is left to be folded
	}
};
// Gradio's thumbs have no words, and English names once they are pressed.
const OPINIONS = { zh: ["没帮上", "帮上了"], en: ["No help", "Helped"] };
const worded = () => {
	const words = OPINIONS[root.lang.slice(0, 2)] ?? OPINIONS.zh;
	for (const row of document.querySelectorAll("#lz-chat .message-buttons-left .icon-button-wrapper")) {
		const thumbs = [...row.querySelectorAll("button")].slice(-words.length);
		if (thumbs.length < words.length) continue;
		for (const [place, thumb] of thumbs.entries()) {
			const name = thumb.getAttribute("aria-label");
			if (name === words[place]) continue;
			const isOurs = Object.values(OPINIONS).flat().includes(name);
			if (!isOurs) thumb.ariaPressed = /liked/i.test(name);
			thumb.classList.add("lz-worded");
			thumb.ariaLabel = thumb.title = words[place];
		}
	}
};
const changed = () => {
	follow();
	unfold();
	worded();
	lz.toasts();
	// Gradio calls its buttons a list, which would have to hold list items, and names them in English.
	document.querySelector("#lz-chat .examples")?.setAttribute("role", "group");
	for (const named of document.querySelectorAll(ENGLISH_NAMES)) named.removeAttribute("aria-label");
	for (const row of document.querySelectorAll("#lz-chat .message-row:not([role])")) {
		row.setAttribute("role", "group");
		row.setAttribute("aria-label", row.matches(".user-row") ? "您问" : "回答");
	}
	// A notice's head would be a button that holds a button; what goes by itself need not be folded.
	for (const head of document.querySelectorAll(".toast-header[role=button]")) {
		head.removeAttribute("role");
		head.removeAttribute("tabindex");
	}
	const box = toFocus && document.querySelector(QUESTION);
	if (!box || root.classList.contains("lz-loading")) return;
	toFocus = false;
	box.focus({ preventScroll: true });
};

// The shell stands until the page shows what was kept and what its link asks for.
const linked = new URLSearchParams(location.search);
const isAsked = ["q", "duty", "town", "tab"].some((name) => linked.has(name));
const language = kept(LANGUAGE) === "en" ? "en" : "zh";
lz.language = () => language; // that the page opens in
lz.opened = async () => {
	// Else a reload would ask the link's question again; a duty's link may be opened again.
	if (linked.has("q")) history.replaceState(null, "", lz.address());
	await lz.shellLeaves?.(document.querySelector(QUESTION));
	lz.resumes();
	changed();
	lz.hasOpened = true;
	// Not sooner: what it fetches would hold up the page on a slow line.
	navigator.serviceWorker?.register("./sw.js").catch(() => {});
	root.classList.add("lz-ready"); // for tests: all has been taken in
};
const begin = async () => {
	while (!document.querySelector(QUESTION)) await new Promise((then) => setTimeout(then, 10));
	await lz.shellDone?.();
	if (isAsked || language !== "zh" || lz.turns().length) trigger("opening");
	else lz.opened();
};

root.classList.toggle("lz-speaks", "speechSynthesis" in window);
new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
watch("value", dressed); // another language brings other buttons
show();
waitForLeaving();
begin();
};
