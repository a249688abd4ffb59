// What Gradio has no part for: switches kept on the device, read aloud, copy, print, share,
// voice input, and buttons inside the cards. Runs once, as the head's `js_on_load`.
const root = document.documentElement;
const kept = (key, value) => {
	try {
		if (value === undefined) return localStorage.getItem(key);
		localStorage.setItem(key, value);
	} catch {
		return null; // a private window: the switch works until the page is closed
	}
};

const LARGE = "lvzhi-large";
const DARK = "lvzhi-dark";
const press = () => {
	const pressed = {
		large: root.classList.contains("lz-large"),
		dark: document.body.classList.contains("dark")
	};
	for (const [name, on] of Object.entries(pressed)) {
		document.querySelector(`[data-lz=${name}]`)?.setAttribute("aria-pressed", on);
	}
};
const show = () => {
	root.classList.toggle("lz-large", kept(LARGE) === "1");
	if (kept(DARK)) document.body.classList.toggle("dark", kept(DARK) === "1");
	press();
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

const read = (text) => {
	const speaking = speechSynthesis.speaking;
	speechSynthesis.cancel();
	if (speaking) return; // a second tap stops
	const speech = new SpeechSynthesisUtterance(text);
	speech.lang = "zh-CN";
	speech.rate = 0.9;
	speechSynthesis.speak(speech);
};

const printed = (card) => {
	card.classList.add("lz-printed");
	document.body.classList.add("lz-printing");
	print();
	card.classList.remove("lz-printed");
	document.body.classList.remove("lz-printing");
};

const linkOf = (tools) => {
	const link = new URL(location.pathname, location.href);
	link.searchParams.set("q", tools.dataset.question);
	link.searchParams.set("town", tools.dataset.town);
	return link.href;
};

const actions = {
	large: () => kept(LARGE, root.classList.toggle("lz-large") ? "1" : "0") ?? press(),
	dark: () => kept(DARK, document.body.classList.toggle("dark") ? "1" : "0") ?? press(),
	language: () => trigger("submit"),
	read: (button, card) => read(textOf(card)),
	copy: (button, card) => copy(textOf(card), button),
	print: (button, card) => printed(card),
	share: (button) => copy(linkOf(button.parentElement), button)
};

// 「原文」 opens a duty in the lists; the device's back key leads to the answer again.
let fromAnswer = false;
const open = (duty) => {
	fromAnswer = true;
	history.pushState({ duty }, "", `?duty=${encodeURIComponent(duty)}`);
	trigger("select", { duty });
};
addEventListener("popstate", (event) => {
	if (!fromAnswer || event.state?.duty) return;
	fromAnswer = false;
	trigger("select", { duty: "" });
});

document.addEventListener("click", (event) => {
	const button = event.target.closest?.("[data-lz], [data-lz-duty]");
	if (!button) return;
	if (button.dataset.lzDuty) open(button.dataset.lzDuty);
	else actions[button.dataset.lz](button, button.closest(".lz-card"));
});

const listen = () => {
	const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
	const button = document.querySelector("#lz-voice");
	if (!Recognition || !button) return;
	button.classList.add("lz-offered");
	button.addEventListener("click", () => {
		const recognition = new Recognition();
		recognition.lang = "zh-CN";
		recognition.onstart = () => button.classList.add("lz-listening");
		recognition.onend = () => button.classList.remove("lz-listening");
		recognition.onresult = (heard) => {
			const box = document.querySelector("#lz-question textarea");
			box.value = heard.results[0][0].transcript;
			box.dispatchEvent(new Event("input", { bubbles: true }));
			box.focus();
		};
		recognition.start();
	});
};

root.lang = "zh-CN";
show();
listen();
