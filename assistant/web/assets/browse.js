// In the lists: a tap opens a duty in place of loading the page anew, the device's back key
// closes it, arrow keys walk through the results. Runs as `js_on_load` of its HTML parts.
// The address of the lists as they are filtered, so that it can be sent and opened again.
lz.addresses = (isLists) => {
	const filters = document.querySelector("#lz-results [data-lz-address]")?.dataset.lzAddress;
	const asked = isLists ? { tab: "lists", ...Object.fromEntries(new URLSearchParams(filters)) } : {};
	history.replaceState(history.state, "", lz.address(asked));
};
// A duty as its link names it: numbers may be others in the town's next lists.
lz.ofVersion = (duty, version) => (duty && version ? { duty, version } : { duty });
lz.lists = ({ element, trigger, watch }) => {
element.addEventListener("click", (event) => {
	const department = event.target.closest("[data-lz-department]");
	if (department) {
		trigger("submit", { department: department.dataset.lzDepartment });
		return;
	}
	const link = event.target.closest("[data-lz-open]");
	if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
	event.preventDefault();
	const duty = link.dataset.lzOpen;
	const opened = lz.ofVersion(duty, link.dataset.version);
	if (duty) history.pushState(opened, "", lz.address(opened));
	else {
		history.pushState(null, "", lz.address());
		lz.addresses(true);
	}
	trigger("select", opened);
});

element.addEventListener("keydown", (event) => {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (!step) return;
	const rows = [...element.querySelectorAll(".lz-row")];
	const next = rows[rows.indexOf(document.activeElement) + step];
	if (!next) return;
	event.preventDefault();
	next.focus();
});

if (element.closest("#lz-results")) {
	watch("value", () => {
		const isOpen = new URLSearchParams(location.search).has("duty");
		if (element.offsetParent && !isOpen) lz.addresses(true);
	});
}

if (element.closest("#lz-duty")) {
	addEventListener("popstate", (event) => trigger("select", event.state?.duty ? event.state : { duty: "" }));
	let left; // the duty that was open before
	const shown = () => {
		const title = element.querySelector(".lz-duty-title");
		const open = element.querySelector("[data-lz-shown]")?.dataset.lzShown;
		for (const row of document.querySelectorAll("#lz-results .lz-row")) {
			if (row.dataset.lzOpen === open) row.setAttribute("aria-current", "true");
			else row.removeAttribute("aria-current");
		}
		const narrow = matchMedia("(max-width: 767px)").matches; // the duty stands in the list's place
		if (title) {
			title.focus({ preventScroll: true });
			element.closest("#lz-reader").scrollTop = 0;
			if (narrow) element.closest("#lz-duty").scrollIntoView({ block: "start" });
		} else if (narrow && left) {
			document.querySelector(`#lz-results [data-lz-open="${left}"]`)?.focus();
		}
		left = open;
	};
	watch("value", shown);
	shown(); // a duty may be open before the tab is first seen
}
};
