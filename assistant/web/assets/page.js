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
	if (lz.isPublic()) leaving = setTimeout(() => location.replace(location.pathname), LEFT_MS);
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
	kept(LANGUAGE, root.lang.slice(0, 2));
	const pressed = {
		large: root.classList.contains("lz-large"),
		dark: document.body.classList.contains("dark"),
		public: lz.isPublic()
	};
	for (const [name, on] of Object.entries(pressed)) {
		document.querySelector(`[data-lz=${name}]`)?.setAttribute("aria-pressed", on);
	}
};
const show = () => {
	root.classList.toggle("lz-large", kept(LARGE) === "1");
	if (kept(DARK)) document.body.classList.toggle("dark", kept(DARK) === "1");
	dressed();
};

const textOf = (card) =>
	[...card.querySelectorAll(".lz-direct, .lz-body p")].map((p) => p.textContent).join("\n");

const copy = async (text, button) => {
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
	const word = button.textContent;
	button.textContent = button.dataset.done;
	setTimeout(() => (button.textContent = word), 1500);
};

const read = (text, button) => {
	const stop = button.getAttribute("aria-pressed") === "true";
	speechSynthesis.cancel(); // ends what another card reads, too
	if (stop) return;
	const speech = new SpeechSynthesisUtterance(text);
	speech.lang = "zh-CN";
	speech.rate = 0.9;
	const word = button.textContent;
	const reading = (now) => {
		button.setAttribute("aria-pressed", now);
		button.textContent = now ? button.dataset.stop : word;
	};
	speech.onend = speech.onerror = () => reading(false);
	reading(true);
	speechSynthesis.speak(speech);
};

// The one answer, with its question, what is unfolded in it, and the notice.
const printed = (card) => {
	const question = card.closest(".message-row");
	const before = [...document.querySelectorAll("#lz-chat .user-row")].filter(
		(row) => row.compareDocumentPosition(question) & Node.DOCUMENT_POSITION_FOLLOWING
	);
	const shown = [card, before.at(-1)];
	const mark = (on) => {
		for (const part of shown) part?.classList.toggle("lz-printed", on);
		card.closest("#lz-chat").classList.toggle("lz-printing", on);
	};
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

const linkOf = (tools) => {
	const link = new URL(location.pathname, location.href);
	link.searchParams.set("q", tools.dataset.question);
	link.searchParams.set("town", tools.dataset.town);
	return link.href;
};

const actions = {
	large: () => kept(LARGE, root.classList.toggle("lz-large") ? "1" : "0") ?? dressed(),
	dark: () => kept(DARK, document.body.classList.toggle("dark") ? "1" : "0") ?? dressed(),
	public: shared,
	language: () => trigger("submit"),
	read: (button, card) => read(textOf(card), button),
	copy: (button, card) => copy(textOf(card), button),
	print: (button, card) => printed(card),
	share: (button) => copy(linkOf(button.parentElement), button)
};

// 「原文」 opens a duty in the lists; the device's back key leads to the same place of the answer.
let left; // the button in the answer, and how far down the page was
const open = (button) => {
	const duty = button.dataset.lzDuty;
	left = { button, at: scrollY };
	history.pushState({ duty }, "", `?duty=${encodeURIComponent(duty)}`);
	trigger("select", { duty });
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

document.addEventListener("click", (event) => {
	const button = event.target.closest?.("[data-lz], [data-lz-duty], [data-lz-ask], #lz-voice");
	if (!button) return;
	if (button.id) listen(button);
	else if (button.dataset.lzDuty) open(button);
	else if (button.dataset.lzAsk) lz.sends(button.dataset.lzAsk);
	else actions[button.dataset.lz](button, button.closest(".lz-card"));
});

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const listen = (button) => {
	const recognition = new Recognition();
	recognition.lang = "zh-CN";
	recognition.onstart = () => button.classList.add("lz-listening");
	recognition.onend = () => button.classList.remove("lz-listening");
	recognition.onresult = (heard) => {
		const box = document.querySelector(QUESTION);
		box.value = heard.results[0][0].transcript;
		box.dispatchEvent(new Event("input", { bubbles: true }));
		box.focus();
	};
	recognition.start();
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
const changed = () => {
	follow();
	lz.toasts();
	// Gradio calls its buttons a list, which would have to hold list items, and names them in English.
	document.querySelector("#lz-chat .examples")?.setAttribute("role", "group");
	for (const named of document.querySelectorAll(ENGLISH_NAMES)) named.removeAttribute("aria-label");
	const box = toFocus && document.querySelector(QUESTION);
	if (!box) return;
	toFocus = false;
	box.focus({ preventScroll: true });
};

// The shell stands until the page shows what was kept and what its link asks for.
const linked = new URLSearchParams(location.search);
const isAsked = ["q", "duty", "town"].some((name) => linked.has(name));
const language = kept(LANGUAGE) === "en" ? "en" : "zh";
lz.language = () => language; // that the page opens in
lz.opened = async () => {
	// Else a reload would ask the link's question again; a duty's link may be opened again.
	if (linked.has("q")) history.replaceState(null, "", location.pathname);
	await lz.shellLeaves?.(document.querySelector(QUESTION));
	lz.resumes();
	changed();
	root.classList.add("lz-ready"); // for tests: all has been taken in
};
const begin = async () => {
	while (!document.querySelector(QUESTION)) await new Promise((then) => setTimeout(then, 50));
	await lz.shellDone?.();
	if (isAsked || language !== "zh" || lz.turns().length) trigger("opening");
	else lz.opened();
};

root.classList.toggle("lz-speaks", "speechSynthesis" in window);
root.classList.toggle("lz-hears", Boolean(Recognition));
new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
watch("value", dressed); // another language brings other buttons
show();
waitForLeaving();
begin();
};
