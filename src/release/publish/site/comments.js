// Comments at a time, kept in this browser; sent as a file or by mail, which `segno feedback` reads.
"use strict";
(function () {
  var box = document.getElementById("comments");
  var player = document.querySelector("audio");
  if (!box || !player) return;
  var about = { album: box.dataset.album, song: box.dataset.song, number: Number(box.dataset.number) };
  var place = "segno comments: " + about.album + " / " + about.number + " " + about.song;
  var form = box.querySelector("form"), list = box.querySelector("ol");
  var status = box.querySelector("[role=status]"), sending = box.querySelector(".sending");
  var isKept = true, comments = [];
  try { comments = JSON.parse(localStorage.getItem(place)) || []; } catch (error) { isKept = false; }

  function clock(time) {
    var tenths = Math.round(10 * time), seconds = Math.floor(tenths / 10) % 60;
    var text = Math.floor(tenths / 600) + ":" + (seconds < 10 ? "0" : "") + seconds;
    return tenths % 10 ? text + "." + (tenths % 10) : text;
  }
  function seconds(text) {
    var parts = text.split(":");
    return 60 * Number(parts[0]) + Number(parts[1]);
  }
  function button(text, label, deed) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", deed);
    return made;
  }
  function keep(told) {
    try { localStorage.setItem(place, JSON.stringify(comments)); } catch (error) { isKept = false; }
    status.textContent = told + (isKept ? "" : " This browser keeps nothing: take the file before you leave the page.");
    show();
  }
  function show() {
    list.textContent = "";
    comments.sort(function (a, b) { return a.time - b.time; });
    comments.forEach(function (comment, number) {
      var line = document.createElement("li"), text = document.createElement("span");
      text.textContent = " " + (comment.author ? comment.author + ": " : "") + comment.text + " ";
      text.className = "lines";
      line.appendChild(button(clock(comment.time), "Play from " + clock(comment.time), function () {
        player.currentTime = comment.time;
        player.play();
      }));
      line.appendChild(text);
      line.appendChild(button("Remove", "Remove the comment at " + clock(comment.time), function () {
        comments.splice(number, 1);
        keep("The comment is removed.");
      }));
      list.appendChild(line);
    });
    sending.hidden = comments.length === 0;
  }
  form.now.addEventListener("click", function () { form.time.value = clock(player.currentTime); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    comments.push({
      time: seconds(form.time.value), author: form.who.value.trim(), text: form.text.value.trim(),
      written: new Date().toISOString()
    });
    form.text.value = "";
    keep("The comment is kept.");
  });
  sending.querySelector("[name=file]").addEventListener("click", function () {
    var all = comments.map(function (comment) {
      return { track: about.song, number: about.number, time: comment.time, author: comment.author, text: comment.text, written: comment.written };
    });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ album: about.album, comments: all }, null, 2)], { type: "application/json" }));
    link.download = box.dataset.file;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    status.textContent = "The file holds all comments. Send it to whoever made the music.";
  });
  sending.querySelector("[name=mail]").addEventListener("click", function () {
    var lines = comments.map(function (comment) {
      return clock(comment.time) + " " + (comment.author ? "[" + comment.author + "] " : "") + comment.text.replace(/\s+/g, " ");
    });
    location.href = "mailto:" + encodeURIComponent(box.dataset.mail).replace(/%40/g, "@") + "?subject=" +
      encodeURIComponent("Comments: " + about.song) + "&body=" + encodeURIComponent(lines.join("\r\n") + "\r\n");
  });
  form.hidden = false;
  show();
  document.documentElement.setAttribute("data-comments", "ready");
})();
