// Small helps on top of pages that work without them: nothing here is needed to do the work.
(function () {
  "use strict";
  // on a narrow screen the menu is folded, so that the page begins with its own text
  var menu = document.querySelector(".side details");
  var narrow = window.matchMedia("(max-width: 56rem)"), fold = function () { if (menu) menu.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);
  // who works by keyboard begins where the work is: the first field that is wrong, else what the page has to tell
  var first = document.querySelector(".wrong input:not([type=hidden]), .wrong select, .wrong textarea") ||
    document.querySelector("main .message[tabindex]");
  if (first) first.focus();
  // a piece that was waited for and has come gets the focus, if nobody is elsewhere by now
  document.addEventListener("htmx:afterSwap", function (event) {
    var come = event.detail.target && document.getElementById(event.detail.target.id);
    if (come && come.hasAttribute("tabindex") && !come.hasAttribute("hx-trigger") && document.activeElement === document.body) come.focus();
  });
  // a piece that does not come is not waited for in silence: the whole page says why (signed out meanwhile, a fault), or we do
  document.addEventListener("htmx:afterRequest", function (event) {
    var said = document.getElementById("unreached"), status = event.detail.xhr.status, why;
    if (said) said.remove();
    if (status && status < 400) return;
    if (status && event.detail.requestConfig.verb === "get") { window.location.assign(event.detail.pathInfo.finalRequestPath); return; }
    why = status ? "没有更新（" + status + "）：登录可能过期了。请在另一个窗口登录，再回来接着填。" : "连不上服务器，这一页暂时不是最新的。请检查网络；已经提交的任务不受影响。";
    document.querySelector("main").insertAdjacentHTML("afterbegin", '<p class="message error" role="alert" id="unreached"></p>');
    document.getElementById("unreached").textContent = why;
  });
  // all boxes of a list at once; without this the links open the page anew
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-pick]");
    if (!link) return;
    event.preventDefault();
    link.closest("form").querySelectorAll("input[name=" + link.dataset.pick + "]").forEach(function (box) { box.checked = link.hasAttribute("data-all") && !box.hasAttribute("data-done"); });
  });
  // what is folded is printed, too
  window.addEventListener("beforeprint", function () { document.querySelectorAll("main details:not([open])").forEach(function (one) { one.open = true; one.dataset.folded = "1"; }); });
  window.addEventListener("afterprint", function () { document.querySelectorAll("details[data-folded]").forEach(function (one) { one.open = false; delete one.dataset.folded; }); });
  // a form is sent once
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if ((form.method || "get").toLowerCase() === "post") {
      form.dataset.sent = "1";
      window.setTimeout(function () { delete form.dataset.sent; }, 5000);
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
