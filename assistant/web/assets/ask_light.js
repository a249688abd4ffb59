// Asks `/m`, and hears its answer as server-sent events: for the light page and for the shell.
// Old WebViews know nothing newer than this. One that gives a response out only when it is whole
// tells everything then.
function lzAskLight(form, question, earlier, hears) {
  var SILENT_MS = 30000; // the server says every few seconds that it is still there
  var LOST = '没连上网络，问题还在框里，请再点一次“问”，急事请拨打 12345。';
  var FAULT = '服务出了点问题，问题还在框里，请再点一次“问”，急事请拨打 12345。';
  var request = new XMLHttpRequest(), read = 0, isOver = false, silence;
  function ends(name, told) {
    if (isOver) return;
    isOver = true;
    clearTimeout(silence);
    hears[name](told);
  }
  function loses() {
    ends('refused', LOST);
    request.abort();
  }
  function listens() {
    clearTimeout(silence);
    if (!isOver) silence = setTimeout(loses, SILENT_MS);
  }
  function refuses(content) {
    var sentence = '';
    try { sentence = JSON.parse(content).detail; } catch (error) { /* of a proxy */ }
    ends('refused', sentence ? sentence + '问题还在框里。' : FAULT);
  }
  function takes(event) {
    var found = /^event: (\w+)\ndata: ([^\n]*)$/.exec(event);
    if (!found || isOver) return;
    if (found[1] === 'waiting') hears.waiting(JSON.parse(found[2]).sentence);
    if (found[1] === 'answer') ends('answer', JSON.parse(found[2]).html);
    if (found[1] === 'refused') refuses(found[2]);
  }
  function reads() {
    listens();
    if (request.status !== 200) return;
    var text = request.responseText, end;
    while ((end = text.indexOf('\n\n', read)) >= 0) {
      takes(text.slice(read, end));
      read = end + 2;
    }
  }
  request.open('POST', form.getAttribute('action'));
  request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
  request.setRequestHeader('Accept', 'text/event-stream');
  request.onprogress = reads;
  request.onload = function () {
    reads();
    if (request.status !== 200) refuses(request.responseText);
    loses(); // a stream that ended without an answer was cut off
  };
  request.onerror = loses;
  listens();
  var sent = ['q=' + encodeURIComponent(question), 'town=' + form.elements.town.value];
  for (var i = 0; i < earlier.length; i++) sent.push('h=' + encodeURIComponent(earlier[i]));
  request.send(sent.join('&'));
}
