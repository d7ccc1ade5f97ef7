// Dropping files onto the box works by itself; this shows that the box listens, and how far a long upload is.
(function () {
  "use strict";
  document.querySelectorAll("input.drop").forEach(function (box) {
    ["dragenter", "dragover"].forEach(function (name) { box.addEventListener(name, function () { box.classList.add("over"); }); });
    ["dragleave", "drop"].forEach(function (name) { box.addEventListener(name, function () { box.classList.remove("over"); }); });
  });
  document.querySelectorAll("form[data-upload]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented || !window.FormData) return;
      event.preventDefault();
      var asked = new XMLHttpRequest(), line = form.querySelector(".sending"), bar = line.querySelector("progress");
      line.hidden = false;
      asked.upload.addEventListener("progress", function (at) { if (at.lengthComputable) bar.value = 100 * at.loaded / at.total; });
      asked.upload.addEventListener("load", function () { line.querySelector("span").textContent = "已传完，正在试读……"; });
      asked.addEventListener("load", function () {
        if (new URL(asked.responseURL).pathname !== window.location.pathname) { window.location.assign(asked.responseURL); return; }
        var page = new DOMParser().parseFromString(asked.responseText, "text/html");
        document.querySelector("main").replaceWith(page.querySelector("main"));
        document.querySelector("main").focus();
      });
      asked.addEventListener("error", function () { line.querySelector("span").textContent = "没有传成，请检查网络后再试。"; delete form.dataset.sent; });
      asked.open("POST", form.action);
      asked.send(new FormData(form));
    });
  });
})();
