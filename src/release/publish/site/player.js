// What the pages can do beyond the browser's own player: one song at a time, then the next; a wave that shows and takes places;
// addresses with a time behind them, such as song.html#t=1:23.
"use strict";
(function () {
  var players = Array.prototype.slice.call(document.querySelectorAll("audio"));

  players.forEach(function (player, number) {
    var box = player.parentElement;
    var wave = box.querySelector(".wave");
    var heard = wave && wave.querySelector(".heard");
    var says = box.querySelector("[data-says]");

    function shown() {
      var part = player.duration ? player.currentTime / player.duration : 0;
      if (heard) heard.style.clipPath = "inset(0 " + (100 - 100 * part) + "% 0 0)";
    }
    player.addEventListener("timeupdate", shown);
    player.addEventListener("seeked", shown);
    player.addEventListener("play", function () {
      players.forEach(function (other) { if (other !== player) other.pause(); });
      if (says) says.hidden = false;
    });
    player.addEventListener("pause", function () { if (says) says.hidden = true; });
    player.addEventListener("ended", function () {
      if (says) says.hidden = true;
      if (players[number + 1]) players[number + 1].play();
    });
    if (wave) wave.addEventListener("click", function (event) {
      var frame = wave.getBoundingClientRect();
      var part = (event.clientX - frame.left) / frame.width;
      function go() { player.currentTime = part * player.duration; }
      if (player.readyState > 0) go();
      else player.addEventListener("loadedmetadata", go, { once: true });
      player.play();
    });
  });

  function named() {
    var found = /[#&]t=(?:([0-9]+):)?([0-9]+(?:\.[0-9]+)?)/.exec(location.hash);
    if (!found || players.length !== 1) return;
    var player = players[0], time = 60 * (found[1] || 0) + Number(found[2]);
    function go() { player.currentTime = time; }
    if (player.readyState > 0) go();
    else { player.addEventListener("loadedmetadata", go, { once: true }); player.load(); }
  }
  window.addEventListener("hashchange", named);
  named();

  // A page that does not know its own address learns it here, for the text that embeds it elsewhere.
  Array.prototype.forEach.call(document.querySelectorAll("[data-embed]"), function (field) {
    var address = new URL(field.getAttribute("data-embed"), location.href).href;
    if (/src="embed\//.test(field.value)) field.value = field.value.replace(/src="[^"]*"/, 'src="' + address + '"');
  });
  document.documentElement.setAttribute("data-ready", "player");
})();
