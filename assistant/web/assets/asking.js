// Asking so that no question is lost: one after the other, again after the network or the server
// was away, with what is said about it in Chinese.
(() => {
	const QUESTION = "#lz-question textarea";
	const SEND = "#lz-question .submit-button";
	const DRAFT = "lvzhi-draft";
	const PENDING = "lvzhi-pending"; // of this tab: another one is not to ask it, too
	const RETRY_MS = 3_000;
	const SETTLED_MS = 80; // Gradio draws what it was told
	const STOPPED_MS = 1_000; // what is still on its way when a question is taken back
	const AWAY = new Set([502, 503, 504]); // of a proxy whose service starts anew
	const LOST = "没连上网络。问题记下了，连上就接着问；急事请拨打 12345。";
	const LATER = "上一问还在查，这一问排着队：";
	const FAILED = "这一问没有答成，问题还在框里，请再点一次“发送”；急事请拨打 12345。";

	const root = document.documentElement;
	const box = () => document.querySelector(QUESTION);
	let asked = null; // what is being answered; "" where only the server knows
	let waiting = []; // asked meanwhile
	let stopped = 0;

	// A line above the question box, with buttons; without a time it stands until the next one.
	let line, fading;
	lz.tells = (words, time_ms, buttons = {}) => {
		line ??= Object.assign(document.createElement("div"), { id: "lz-told" });
		line.setAttribute("role", "status");
		if (!line.isConnected) (document.querySelector(".gradio-container") ?? document.body).append(line);
		line.textContent = words;
		line.hidden = !words;
		for (const [name, action] of Object.entries(buttons)) {
			const button = Object.assign(document.createElement("button"), { textContent: name });
			button.type = "button";
			button.className = "lz-button";
			button.onclick = () => (lz.tells(""), action());
			line.append(button);
		}
		clearTimeout(fading);
		if (time_ms) fading = setTimeout(() => lz.tells(""), time_ms);
	};

	const pause = (time_ms) => new Promise((then) => setTimeout(then, time_ms));
	const fill = (text) => {
		const area = box();
		area.value = text;
		area.dispatchEvent(new Event("input", { bubbles: true }));
	};
	const save = () => {
		try {
			const pending = [...(asked ? [asked] : []), ...waiting];
			sessionStorage.setItem(PENDING, JSON.stringify(pending));
		} catch {
			// a private window
		}
		root.classList.toggle("lz-busy", asked !== null);
		lz.tells(waiting.length ? LATER + waiting.join("；") : "");
	};
	lz.isStopped = () => Date.now() - stopped < STOPPED_MS;
	lz.asks = (question = "") => {
		stopped = 0;
		asked = question;
		lz.kept(DRAFT, "");
		save();
	};
	lz.answered = () => {
		asked = null;
		save();
		if (waiting.length) lz.sends(waiting.shift());
	};
	lz.stops = () => {
		stopped = Date.now();
		asked = null;
		save();
		lz.cut();
	};
	const failed = () => {
		if (asked === null) return;
		const question = asked;
		asked = null;
		save();
		lz.cut();
		if (question && !box().value) fill(question);
		lz.tells(FAILED);
	};
	// Through Gradio's own box and button; what was being typed comes back into it.
	lz.sends = async (question) => {
		if (asked !== null) {
			waiting.push(question);
			save();
			return;
		}
		// The answer before has emptied the box when the button is back.
		for (let tries = 0; tries < 100 && !document.querySelector(SEND); tries++) await pause(50);
		await pause(SETTLED_MS);
		const typed = box().value === question ? "" : box().value;
		fill(question);
		await pause(SETTLED_MS);
		document.querySelector(SEND)?.click();
		if (typed) setTimeout(() => box().value || fill(typed), 500);
	};
	lz.resumes = () => {
		const draft = lz.kept(DRAFT);
		if (draft && !box().value) fill(draft);
		let pending = [];
		try {
			pending = JSON.parse(sessionStorage.getItem(PENDING)) ?? [];
		} catch {
			// nothing that can be read
		}
		for (const question of pending) lz.sends(question);
	};

	document.addEventListener("input", (event) => {
		if (event.isTrusted && event.target.matches?.(QUESTION)) lz.kept(DRAFT, event.target.value);
	});
	// While one question is answered, Gradio would let the next one fall.
	addEventListener(
		"keydown",
		(event) => {
			if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
			const question = event.target.matches?.(QUESTION) ? event.target.value.trim() : "";
			if (!question || asked === null || asked === question) return;
			event.preventDefault();
			event.stopImmediatePropagation();
			fill("");
			lz.kept(DRAFT, "");
			waiting.push(question);
			save();
		},
		true
	);

	const fetched = window.fetch.bind(window);
	window.fetch = async (input, init) => {
		const address = String(input?.url ?? input);
		if (!address.includes("/queue/join")) return fetched(input, init);
		for (;;) {
			const answer = await fetched(input, init).catch(() => null);
			if (answer && !AWAY.has(answer.status)) {
				if (line?.textContent === LOST) lz.tells("");
				if (!answer.ok) failed();
				return answer;
			}
			lz.tells(LOST);
			await pause(RETRY_MS);
		}
	};

	// Gradio's own words are English; when the service is back, it loads the page anew, and the
	// question that is kept is asked then.
	lz.toasts = () => {
		for (const toast of document.querySelectorAll(".toast-body.error:not([data-lz-seen])")) {
			toast.dataset.lzSeen = "";
			if (/[\u4e00-\u9fff]/.test(toast.textContent)) {
				failed();
				continue;
			}
			toast.hidden = true;
			toast.style.display = "none";
			if (/connection|server/i.test(toast.textContent)) lz.tells(LOST);
			else failed();
		}
	};
	addEventListener("offline", () => lz.tells("现在没有网络。可以先写好问题，连上网再发；急事请拨打 12345。"));
	addEventListener("online", () => lz.tells("网络连上了。", 3_000));
})();
