// What the device keeps, for the shell and for the page: switches, questions asked, their answers
// on the screen. `lz` is what our scripts and Gradio's events share.
window.lz = {};
(() => {
	const MAX_TURNS = 20; // as the server takes them
	const MAX_KEPT_BYTES = 100_000; // of what is sent with each question
	const UNDO_MS = 15_000;

	lz.kept = (key, value) => {
		try {
			if (value === undefined) return localStorage.getItem(key);
			localStorage.setItem(key, value);
		} catch {
			return null; // a private window: the switch works until the page is closed
		}
	};

	document.documentElement.classList.toggle("lz-large", lz.kept("lvzhi-large") === "1");

	// On a computer that many use, nothing is kept but this switch.
	const PUBLIC = "lvzhi-public";
	lz.isPublic = () => lz.kept(PUBLIC) === "1";
	const keep = Storage.prototype.setItem;
	Storage.prototype.setItem = function (key, value) {
		if (key === PUBLIC || !lz.isPublic()) keep.call(this, key, value);
	};
	lz.forgets = () => {
		const on = !lz.isPublic();
		for (const storage of [localStorage, sessionStorage]) {
			for (const key of Object.keys(storage)) {
				if (key.startsWith("lvzhi-")) storage.removeItem(key);
			}
		}
		if (on) lz.kept(PUBLIC, "1");
	};

	// A town chosen once is opened again; an address that names none would open the default's. What
	// was asked of one town is nothing to another.
	const TOWN = "lvzhi-town";
	const meta = document.querySelector("meta[name=lvzhi-town]");
	const here = meta?.content ?? "";
	const named = new URLSearchParams(location.search).get("town");
	lz.town = here;
	lz.address = (more = {}) => {
		const town = meta && !("default" in meta.dataset) ? { town: here } : {};
		const query = String(new URLSearchParams({ ...more, ...town }));
		return location.pathname + (query && `?${query}`);
	};
	if (named === here) lz.kept(TOWN, here);
	else if (named !== null) lz.kept(TOWN, "");
	else if ((lz.kept(TOWN) || here) !== here) {
		const query = new URLSearchParams(location.search);
		query.set("town", lz.kept(TOWN));
		location.replace(`?${query}`);
	}
	const TURNS = `lvzhi-turns-${here}`; // of all tabs

	const isTurn = (row) => typeof row?.question === "string" && typeof row.answer_id === "string";
	const stored = () => {
		try {
			return JSON.parse(lz.kept(TURNS)).filter(isTurn);
		} catch {
			return []; // nothing yet, or what an older page kept
		}
	};
	const same = (one, other) => one.question === other.question && one.answer_id === other.answer_id;
	// Another tab may have asked meanwhile: only what changed here is changed there.
	const store = (removed, added) => {
		const rest = stored().filter((row) => !removed.some((gone) => same(row, gone)));
		lz.kept(TURNS, JSON.stringify([...rest, ...added].slice(-MAX_TURNS)));
	};

	let mine = stored().slice(-MAX_TURNS); // the talk of this tab
	let shown = []; // its messages, two a turn
	let wire;
	const bound = () => {
		// A Chinese character is three bytes.
		while (mine.length > MAX_TURNS || JSON.stringify(mine).length * 3 > MAX_KEPT_BYTES) {
			mine = mine.slice(1);
			shown = shown.slice(2);
		}
	};
	bound();
	lz.turns = () => mine;
	lz.holds = (at, turns) => {
		store(mine.slice(at), turns);
		mine = [...mine.slice(0, at), ...turns];
		bound();
	};

	// What is asked from now on begins anew, though the talk stays to be read.
	lz.leaves = () => {
		if (!mine.length) return;
		const left = { ...mine.at(-1), left: true };
		store(mine.slice(-1), [left]);
		mine = [...mine.slice(0, -1), left];
	};

	const opinions = { true: "Like", false: "Dislike", null: null };
	lz.shown = () => ({
		value: shown,
		feedback_value: mine.map((turn) => opinions[turn.helpful]),
		__type__: "update"
	});
	lz.cut = () => {
		shown = shown.slice(0, 2 * mine.length);
		wire.trigger("told");
	};

	// The server's pieces: see wire.py.
	const take = (piece) => {
		if (piece.rated) {
			store([mine[piece.at]], [piece.rated]);
			mine[piece.at] = piece.rated;
			return;
		}
		if (lz.isStopped()) return;
		shown = [...shown.slice(0, 2 * piece.at), ...piece.messages];
		if (piece.turns) lz.holds(piece.at, piece.turns);
		wire.trigger("told");
		if (!lz.hasOpened || !(piece.turns || !piece.messages.length)) return;
		lz.answered();
		if (piece.turns) requestAnimationFrame(() => setTimeout(lz.onAnswer));
	};
	lz.wired = (part) => {
		wire = part;
		part.watch("value", () => part.props.value && take(JSON.parse(part.props.value)));
	};

	lz.hidden = () => ({ visible: false, __type__: "update" });
	lz.clears = () => {
		const before = { mine, shown, all: stored() };
		lz.kept(TURNS, "[]");
		[mine, shown] = [[], []];
		lz.tells("记录清空了。", UNDO_MS, {
			撤销: () => {
				lz.kept(TURNS, JSON.stringify([...before.all, ...mine].slice(-MAX_TURNS)));
				mine = [...before.mine, ...mine];
				shown = [...before.shown, ...shown];
				wire.trigger("told");
			}
		});
		return lz.shown();
	};
})();
