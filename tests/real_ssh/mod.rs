//! A server of the real `sshd` on a port of loopback, with keys of its own, and a home whose `call` is the real `ssh` to it, which knows it as
//! `far`.
#![allow(dead_code, reason = "each user takes a part")]

use super::installed::installed;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SSHD: &str = "/usr/sbin/sshd";

/// The server; it ends with this.
pub struct Server {
    process: Child,
    pub port: u16,
}

impl Server {
    /// A server of the home `there` and a client in the home `here`; nothing where ssh or its server is not installed.
    pub fn start(here: &Path, there: &Path) -> Option<Server> {
        if !installed(&["ssh", "ssh-keygen", SSHD]) {
            return None;
        }
        // SAFETY: a plain call.
        if unsafe { libc::geteuid() } == 0 {
            // A system that starts its own server makes it; another one has none.
            fs::create_dir_all("/run/sshd").expect("the server's empty folder");
        }
        key(&there.join("host"));
        key(&here.join("key"));
        fs::copy(here.join("key.pub"), there.join("key.pub")).expect("a copy");
        let (process, port) = serve(there);
        let at = here.display();
        let script = format!("#!/bin/sh\necho $$ > {at}/line\nexec ssh -F {at}/ssh_config \"$@\"\n");
        fs::write(here.join("call"), script).expect("written");
        fs::set_permissions(here.join("call"), fs::Permissions::from_mode(0o755)).expect("set");
        lead(here, port);
        Some(Server { process, port })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// From now on `far` is behind that port.
pub fn lead(here: &Path, port: u16) {
    let (user, at) = (made(Command::new("id").arg("-un")), here.display());
    let settings = format!(
        "Host far\n HostName 127.0.0.1\n Port {port}\n User {user}\n IdentityFile {at}/key\n IdentitiesOnly yes\n\
         IdentityAgent none\n UserKnownHostsFile {at}/known\n StrictHostKeyChecking accept-new\n LogLevel ERROR\n"
    );
    fs::write(here.join("ssh_config"), settings).expect("written");
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
