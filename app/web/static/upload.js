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
      var files = form.querySelector("input[type=file]").files, large = Array.prototype.find.call(files, function (one) { return one.size > form.dataset.upload; });
      line.hidden = false;
      if (large) {
        line.querySelector("span").textContent = "“" + large.name + "”超过 " + Math.floor(form.dataset.upload / 1e6) + " MB，没有上传。请拆成几个工作簿。";
        delete form.dataset.sent;
        return;
      }
      asked.upload.addEventListener("progress", function (at) { if (at.lengthComputable) bar.value = 100 * at.loaded / at.total; });
      asked.upload.addEventListener("load", function () { line.querySelector("span").textContent = "已传完，正在试读……"; });
      asked.addEventListener("load", function () {
        if (new URL(asked.responseURL).pathname !== window.location.pathname) { window.location.assign(asked.responseURL); return; }
        var page = new DOMParser().parseFromString(asked.responseText, "text/html");
        if (!page.querySelector("main")) { line.querySelector("span").textContent = "没有收下：一次交的文件太大。请分几次交。"; delete form.dataset.sent; return; }
        document.querySelector("main").replaceWith(page.querySelector("main"));
        document.querySelector("main").focus();
      });
      asked.addEventListener("error", function () { line.querySelector("span").textContent = "没有传成，请检查网络后再试。"; delete form.dataset.sent; });
      asked.open("POST", form.action);
      asked.send(new FormData(form));
    });
  });
})();
