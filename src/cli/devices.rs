//! `segno devices`: the sound systems and devices, and the MIDI ports, that are here.

use super::arguments::Globals;
use super::outcome::Outcome;
use super::print;
use crate::io::audio::devices::{DeviceInfo, HostInfo, list};
use crate::io::midi::{self, Listed, PortInfo};
use crate::io::standard_error::StandardError;
use serde_json::json;

/// Lists them. What the sound libraries write to standard error is kept off the screen.
pub fn run(globals: Globals) -> Outcome {
    let (hosts, ports) = quietly(|| (list(), midi::list()));
    if globals.json {
        let hosts = hosts.iter().map(document);
        return print::json(&hosts.chain([ports_document(&ports)]).collect::<Vec<_>>());
    }
    let mut text = String::new();
    for host in &hosts {
        match &host.devices {
            Ok(devices) if devices.is_empty() => text += &format!("{}: no devices\n", host.name),
            Ok(devices) => {
                text += &format!("{}:\n", host.name);
                text += &print::table(&devices.iter().map(line).collect::<Vec<_>>());
            }
            Err(reason) => text += &format!("{}: {reason}\n", host.name),
        }
        if let Ok(inputs) = host.inputs.as_ref().map(Vec::as_slice)
            && !inputs.is_empty()
        {
            text += &format!("{}, sound in:\n", host.name);
            text += &print::table(&inputs.iter().map(line).collect::<Vec<_>>());
        }
    }
    if !hosts.iter().any(plays) {
        text +=
            "no device plays here: segno runs silently, on a timer (`segno doctor` says what to install)\n";
    }
    text += &ports_text(&ports);
    print::text(&text)
}

/// The MIDI ports, a line each.
fn ports_text(ports: &Result<Listed, String>) -> String {
    let listed = match ports {
        Ok(listed) => listed,
        Err(reason) => return format!("midi: no MIDI here: {reason}\n"),
    };
    let rows = |way: &str, ports: &[PortInfo]| {
        ports.iter().map(|port| vec![format!("    {way}"), port.name.clone()]).collect::<Vec<_>>()
    };
    let all = [rows("in", &listed.inputs), rows("out", &listed.outputs)].concat();
    match all.is_empty() {
        true => "midi: no ports\n".to_owned(),
        false => format!("midi:\n{}", print::table(&all)),
    }
}

/// The same beside the hosts, as one of them.
fn ports_document(ports: &Result<Listed, String>) -> serde_json::Value {
    let names = |ports: &[PortInfo]| ports.iter().map(|port| port.name.clone()).collect::<Vec<_>>();
    let [inputs, outputs] = match ports {
        Ok(listed) => [names(&listed.inputs), names(&listed.outputs)],
        Err(_) => [Vec::new(), Vec::new()],
    };
    json!({ "host": "midi", "fault": ports.as_ref().err(), "devices": [], "inputs": inputs, "outputs": outputs })
}

/// Does something while nothing reaches standard error.
pub(super) fn quietly<T>(deed: impl FnOnce() -> T) -> T {
    let _held = StandardError::collect();
    deed()
}

/// Whether a sound system has a device that plays.
pub(super) fn plays(host: &HostInfo) -> bool {
    host.devices.as_ref().is_ok_and(|devices| devices.iter().any(|device| device.rates.is_some()))
}

fn line(device: &DeviceInfo) -> Vec<String> {
    let mark = if device.default { "  * " } else { "    " };
    let rates = match device.rates {
        Some((low, high)) => format!("{low} to {high} Hz, {} channels", device.channels),
        None => "does not work now".to_owned(),
    };
    vec![format!("{mark}{}", device.id), device.name.clone(), rates]
}

fn document(host: &HostInfo) -> serde_json::Value {
    let device = |device: &DeviceInfo| {
        json!({
            "id": device.id, "name": device.name, "default": device.default, "channels": device.channels,
            "plays": device.rates.is_some(),
            "lowest_rate": device.rates.map(|rates| rates.0), "highest_rate": device.rates.map(|rates| rates.1),
        })
    };
    let devices: Vec<_> = host.devices.iter().flatten().map(device).collect();
    let inputs: Vec<_> = host.inputs.iter().flatten().map(device).collect();
    json!({ "host": host.name, "fault": host.devices.as_ref().err(), "devices": devices, "inputs": inputs })
}
