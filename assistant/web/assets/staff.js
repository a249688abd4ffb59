// The staff's lists: a button triggers the event that it names, with its data. Runs as the
// `js_on_load` of their HTML parts.
element.addEventListener("click", (event) => {
	const button = event.target.closest("[data-staff]");
	if (!button) return;
	const { staff, ...data } = button.dataset;
	trigger(staff, data);
});
