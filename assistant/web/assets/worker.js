// Without a network, the light page stands for the page, and the lists can be read.
const CACHE = "lvzhi-VERSION";
const LIGHT = "./m";
const LISTS = "./lists";

addEventListener("install", (event) => {
	const taken = caches.open(CACHE).then((cache) => cache.addAll([LIGHT, LISTS]));
	event.waitUntil(taken.then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
	const old = caches.keys().then((names) =>
		Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))
	);
	// Else a page waits for this worker to start before its request goes out.
	event.waitUntil(Promise.all([old, registration.navigationPreload?.enable(), clients.claim()]));
});
addEventListener("fetch", (event) => {
	if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
	const kept = event.request.url.includes("/lists") ? LISTS : LIGHT;
	const sent = async () => (await event.preloadResponse) || fetch(event.request);
	event.respondWith(sent().catch(async () => (await caches.match(kept)) || Response.error()));
});
