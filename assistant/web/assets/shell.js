// The shell answers by itself, over the light page, until Gradio's page takes its place.
(() => {
	// Gradio asks for no sheet that a link names, this one by its whole address.
	const theme = document.getElementById("lz-theme");
	theme?.setAttribute("href", theme.href);

	const shell = document.getElementById("lz-shell");
	const form = document.getElementById("lz-shell-form");
	if (!form) return;
	const state = document.getElementById("lz-shell-state");
	const talk = document.getElementById("lz-shell-talk");
	const EARLIER = 3;
	const TOUCH_MS = 600; // the finger that tapped has gone
	let underWay = Promise.resolve();
	let isLeaving = false;
	let touched = 0;
	for (const sign of ["pointerdown", "pointerup"]) {
		shell.addEventListener(sign, () => (touched = Date.now()));
	}

	const shown = (html) => {
		const piece = document.createElement("div");
		piece.innerHTML = html;
		const asked = [...piece.querySelectorAll("[name=h]")].at(-1).value; // without numbers of people
		for (const field of piece.querySelectorAll("[name=h]")) field.remove();
		talk.append(piece);
		shell.querySelector(".lz-taps").hidden = true;
		lz.holds(lz.turns().length, [{ question: asked, answer_id: "", helpful: null }]);
		piece.scrollIntoView();
		told("");
	};
	const told = (sentence) => {
		if (state.textContent !== sentence) state.textContent = sentence; // read out once
	};
	const ask = (question) =>
		new Promise((then) => {
			told("正在查清单……");
			const turns = lz.turns();
			const begun = turns.map((turn) => Boolean(turn.left)).lastIndexOf(true) + 1; // after × it is new
			const earlier = turns.slice(begun).slice(-EARLIER).map((turn) => turn.question);
			lzAskLight(form, question, earlier, {
				waiting: told,
				answer: (html) => then(shown(html)),
				refused: (sentence) => {
					told(sentence);
					if (!form.q.value) form.q.value = question;
					then();
				},
			});
		});
	const take = (question) => {
		if (!question) return;
		form.q.value = "";
		if (isLeaving) {
			later.push(question);
			state.textContent = "记下了，马上就查。";
		} else underWay = underWay.then(() => ask(question));
	};
	const later = [];
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		take(form.q.value.trim());
	});
	form.q.addEventListener("keydown", (event) => {
		if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		take(form.q.value.trim());
	});
	shell.querySelector(".lz-taps").addEventListener("click", (event) => {
		const button = event.target.closest("button");
		if (!button) return;
		event.preventDefault();
		take(button.value);
	});

	// Not on a touch screen, where the keyboard would cover the questions to begin with.
	if (matchMedia("(hover: hover) and (pointer: fine)").matches) form.q.focus({ preventScroll: true });

	// Nothing is asked here any more once the page shows what has been asked.
	lz.shellDone = () => underWay.then(() => (isLeaving = true));
	lz.shellLeaves = async (box) => {
		while (Date.now() - touched < TOUCH_MS) await new Promise((then) => setTimeout(then, 100));
		const { value, selectionStart, selectionEnd } = form.q;
		const isTyping = document.activeElement === form.q;
		document.documentElement.classList.remove("lz-loading");
		if (value) {
			box.value = value;
			box.dispatchEvent(new Event("input", { bubbles: true }));
		}
		if (isTyping) {
			box.focus({ preventScroll: true });
			box.setSelectionRange(selectionStart, selectionEnd);
		}
		shell.remove();
		for (const question of later) lz.sends(question);
	};
})();
