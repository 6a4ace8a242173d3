//! A song on another machine through the real `ssh` and a real `sshd`: one of our own on a port of loopback, with keys of its own.

use super::connect::{SEGNO, heard};
use super::installed::installed;
use super::screen::{Home, Screen};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SSHD: &str = "/usr/sbin/sshd";

/// Two homes, a server of the one, and a client in the other that knows it as `far`.
struct Net {
    here: Home,
    there: Home,
    server: Child,
}

fn made(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn key(file: &Path) {
    made(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file));
}

/// Starts the server and waits until it listens; where a port is taken meanwhile, on another one.
fn serve(folder: &Path) -> (Child, u16) {
    for _ in 0..20 {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port");
        let at = folder.display();
        let settings = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {at}/host\nAuthorizedKeysFile {at}/key.pub\nPidFile none\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             PermitRootLogin prohibit-password\nPrintMotd no\nPrintLastLog no\n\
             SetEnv HOME={at} XDG_RUNTIME_DIR={at}/run TMPDIR={at}/tmp LANG=C.UTF-8\n",
            port = free.port()
        );
        fs::write(folder.join("sshd_config"), settings).expect("written");
        let mut server = Command::new(SSHD)
            .args(["-D", "-e", "-f"])
            .arg(folder.join("sshd_config"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("a server");
        let mut said = String::new();
        let mut lines = BufReader::new(server.stderr.take().expect("what it says"));
        while lines.read_line(&mut said).is_ok_and(|count| count > 0) {
            if said.contains("Server listening") {
                // It goes on to speak, and nobody may hold it up.
                std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
                return (server, free.port());
            }
        }
        assert!(said.contains("in use"), "{said}");
        let _ = server.wait();
    }
    panic!("no port is free");
}

impl Net {
    /// Nothing where ssh or its server is not installed.
    fn new() -> Option<Net> {
        if !installed(&["ssh", "ssh-keygen", SSHD]) {
            return None;
        }
        let (here, there) = (Home::new(), Home::new());
        there.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
        // SAFETY: a plain call.
        if unsafe { libc::geteuid() } == 0 {
            // A system that starts its own server makes it; another one has none.
            fs::create_dir_all("/run/sshd").expect("the server's empty folder");
        }
        key(&there.path("host"));
        key(&here.path("key"));
        fs::copy(here.path("key.pub"), there.path("key.pub")).expect("a copy");
        let (server, port) = serve(there.folder.path());
        let (user, at) = (made(Command::new("id").arg("-un")), here.folder.path().display());
        let settings = format!(
            "Host far\n HostName 127.0.0.1\n Port {port}\n User {user}\n IdentityFile {at}/key\n IdentitiesOnly yes\n\
             IdentityAgent none\n UserKnownHostsFile {at}/known\n StrictHostKeyChecking accept-new\n LogLevel ERROR\n"
        );
        fs::write(here.path("ssh_config"), settings).expect("written");
        let script = format!("#!/bin/sh\necho $$ > {at}/line\nexec ssh -F {at}/ssh_config \"$@\"\n");
        fs::write(here.path("call"), script).expect("written");
        fs::set_permissions(here.path("call"), fs::Permissions::from_mode(0o755)).expect("set");
        Some(Net { here, there, server })
    }

    fn connect(&self, keys_up: bool) -> Screen {
        let song = self.there.path("a.ron").display().to_string();
        let arguments = ["connect", "--silent", "--program", SEGNO, "far", &song];
        let mut screen = self.here.open_with(&[("SEGNO_SSH", "call")], (100, 30), &arguments);
        screen.tells_keys_up = keys_up;
        screen.wait_for("a.ron");
        screen
    }

    /// Ends the client's ssh as a network that goes does.
    fn cut(&self) {
        let process = fs::read_to_string(self.here.path("line")).expect("a line");
        let process: i32 = process.trim().parse().expect("a number");
        // SAFETY: a plain call; the process carries our own line.
        assert_eq!(unsafe { libc::kill(process, libc::SIGKILL) }, 0);
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn through_ssh_a_song_is_edited_and_heard_and_shown_again_after_the_line_broke() {
    let Some(net) = Net::new() else { return };
    let mut screen = net.connect(false);
    // The first instrument, a sampler, has no sample.
    screen.keys(":instrument 02\rzx");
    screen.wait_for("D-4 02");
    screen.keys("\x1b[17~");
    screen.wait_for("playing");
    // Some rows later sound has come too.
    screen.wait_for("row 40");
    let left = String::from_utf8_lossy(&screen.written).matches("\x1b[?1049l").count();
    net.cut();
    screen.wait_for_bytes("\x1b[?1049l", left);
    screen.wait_for_bytes("the line to far is gone; the song goes on there. Called again in 1 s", 0);
    screen.wait_for("playing");
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    screen.keys("c");
    screen.wait_for("E-4 02");
    screen.keys("\x1c");
    assert_eq!(screen.end(), 0);
    screen.wait_for("a goes on");
    assert!(heard(&screen) > 0.3, "{}", screen.text());
    net.there.await_sessions("an empty seat", |list| list[0]["seats"] == 0 && list[0]["changed"] == true);
    assert!(net.here.sessions().is_empty(), "nothing runs here");
}

#[test]
fn through_ssh_keys_that_come_up_here_end_their_notes_there() {
    let Some(net) = Net::new() else { return };
    let mut screen = net.connect(true);
    screen.keys(":instrument 02\r");
    screen.wait_for("inst 02");
    // F9 records; an azerty keyboard, on which w stands on the place of z.
    screen.keys("\x1b[20~");
    screen.wait_for("record");
    screen.wait_for("row 01");
    screen.keys("\x1b[119::122;1:1;119u");
    screen.wait_for("C-4 02");
    screen.keys("\x1b[119::122;1:3u");
    screen.wait_for("===");
    screen.keys("\x1b[115;5u\x1b[92;5u");
    assert_eq!(screen.end(), 0);
    let after = fs::read_to_string(net.there.path("a.ron")).expect("a song");
    assert!(after.contains("C-4 02") && after.contains("==="), "{after}");
}

#[test]
fn a_host_that_ssh_cannot_reach_is_told_in_the_words_of_ssh() {
    let Some(net) = Net::new() else { return };
    let arguments = ["connect", "--silent", "--program", SEGNO, "nobody@no-such-host.invalid"];
    let mut screen = net.here.open_with(&[("SEGNO_SSH", "call")], (100, 30), &arguments);
    assert_eq!(screen.end(), 3);
    screen.wait_for("Could not resolve hostname");
    screen.wait_for("segno on nobody@no-such-host.invalid cannot be reached");
}
