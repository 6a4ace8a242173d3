//! The sound systems and devices of this machine.

use super::Choice;
use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{
    Device, Host, HostId, SampleFormat, SupportedBufferSize, SupportedStreamConfig,
    SupportedStreamConfigRange,
};

/// The rate wanted where nothing else is asked for.
const STANDARD_RATE: u32 = 48_000;

/// Which way sound goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the device to us.
    In,
    /// From us to the device.
    Out,
}

impl Way {
    fn default_of(self, host: &Host) -> Option<Device> {
        match self {
            Way::In => host.default_input_device(),
            Way::Out => host.default_output_device(),
        }
    }

    fn devices(self, host: &Host) -> Result<Vec<Device>, cpal::Error> {
        match self {
            Way::In => host.input_devices().map(Iterator::collect),
            Way::Out => host.output_devices().map(Iterator::collect),
        }
    }

    fn usual(self, device: &Device) -> Option<SupportedStreamConfig> {
        match self {
            Way::In => device.default_input_config().ok(),
            Way::Out => device.default_output_config().ok(),
        }
    }

    fn configurations(self, device: &Device) -> Option<Vec<SupportedStreamConfigRange>> {
        match self {
            Way::In => device.supported_input_configs().ok().map(Iterator::collect),
            Way::Out => device.supported_output_configs().ok().map(Iterator::collect),
        }
    }
}

/// A device as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The sound system: `alsa`, `pulseaudio`, `jack`, …
    pub host: String,
    /// What `--device`, `--input` and the settings take.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Whether this is its host's default.
    pub default: bool,
    /// The rates it plays at, lowest and highest, in Hz; `None` if it does not play now.
    pub rates: Option<(u32, u32)>,
    /// Channels of its usual configuration.
    pub channels: u16,
}

/// A sound system and what it has.
#[derive(Clone, Debug)]
pub struct HostInfo {
    /// Its name.
    pub name: String,
    /// Its devices that can play, or why it has none.
    pub devices: Result<Vec<DeviceInfo>, String>,
    /// Its devices that sound comes from, or why it has none.
    pub inputs: Result<Vec<DeviceInfo>, String>,
}

/// Every sound system that this program was built for, with its devices. May write to standard error.
pub fn list() -> Vec<HostInfo> {
    let info = |id: &HostId| HostInfo {
        name: name_of(*id),
        devices: devices_of(*id, Way::Out),
        inputs: devices_of(*id, Way::In),
    };
    cpal::ALL_HOSTS.iter().map(info).collect()
}

/// Asks a sound system.
fn open(id: HostId) -> Result<Host, cpal::Error> {
    #[cfg(all(unix, feature = "pulse"))]
    super::cookie::show();
    cpal::host_from_id(id)
}

fn name_of(id: HostId) -> String {
    id.to_string().to_lowercase()
}

fn devices_of(id: HostId, way: Way) -> Result<Vec<DeviceInfo>, String> {
    let host = open(id).map_err(|error| error.to_string())?;
    let default = way.default_of(&host);
    let default_id = default.as_ref().and_then(|device| device.id().ok());
    let mut devices: Vec<Device> = default.into_iter().collect();
    for device in way.devices(&host).map_err(|error| error.to_string())? {
        if !devices.iter().any(|other| other.id().ok() == device.id().ok()) {
            devices.push(device);
        }
    }
    let infos = devices.iter().filter(|device| !is_null(device)).map(|device| {
        let configurations = way.configurations(device);
        let rates = configurations
            .into_iter()
            .flatten()
            .map(|range| (range.min_sample_rate(), range.max_sample_rate()));
        let rates = rates.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)));
        let usual = way.usual(device);
        DeviceInfo {
            host: name_of(id),
            id: device.id().map(|id| id.to_string()).unwrap_or_default(),
            name: name(device),
            default: device.id().ok() == default_id,
            rates: rates.filter(|_| usual.is_some()),
            channels: usual.map_or(0, |usual| usual.channels()),
        }
    });
    Ok(infos.collect())
}

/// The name for people.
pub(super) fn name(device: &Device) -> String {
    device.description().map_or_else(|_| device.to_string(), |description| description.name().to_owned())
}

/// ALSA's `null` opens everywhere, never waits and sounds nowhere: no device to play on.
fn is_null(device: &Device) -> bool {
    device.id().is_ok_and(|id| id.id() == "null")
}

/// A device with the configuration to open it with.
pub(super) struct Candidate {
    pub device: Device,
    pub host: String,
    pub channels: u16,
    pub format: SampleFormat,
    pub rate: u32,
    pub buffer: u32,
}

/// The devices to be tried for a choice, best first.
pub(super) fn candidates(choice: &Choice, way: Way) -> Vec<Candidate> {
    let best = |id: HostId| candidate(id, default_of(id, way)?, choice, way);
    let Some(wanted) = &choice.device else {
        return hosts().into_iter().filter_map(best).collect();
    };
    for id in cpal::ALL_HOSTS.iter().copied() {
        if name_of(id) == wanted.to_lowercase() {
            return best(id).into_iter().collect();
        }
    }
    let exact = |id: HostId| candidate(id, exactly(id, wanted)?, choice, way);
    if let Some(found) = hosts().into_iter().find_map(exact) {
        return vec![found];
    }
    let all = hosts().into_iter().flat_map(|id| {
        let host = open(id).ok();
        let devices = host.and_then(|host| way.devices(&host).ok());
        devices.into_iter().flatten().map(move |device| (id, device)).collect::<Vec<_>>()
    });
    let part = |device: &Device| name(device).to_lowercase().contains(&wanted.to_lowercase());
    let chosen = all.filter(|(_, device)| !is_null(device) && part(device));
    chosen.filter_map(|(id, device)| candidate(id, device, choice, way)).collect()
}

/// The device of exactly that name, with its host's before it or without. No other is opened for it, which takes long where there are many.
fn exactly(id: HostId, wanted: &str) -> Option<Device> {
    let host = name_of(id);
    let own = wanted.strip_prefix(&format!("{host}:")).unwrap_or(wanted);
    let device = open(id).ok()?.device_by_id(&format!("{host}:{own}").parse().ok()?)?;
    Some(device).filter(|device| !is_null(device))
}

/// The sound systems that answer, the machine's usual one first; JACK only if nothing else is there.
fn hosts() -> Vec<HostId> {
    let mut hosts = cpal::available_hosts();
    hosts.sort_by_key(|id| name_of(*id) == "jack");
    hosts
}

fn default_of(id: HostId, way: Way) -> Option<Device> {
    way.default_of(&open(id).ok()?).filter(|device| !is_null(device))
}

/// The configuration to open a device with; `None` if it does not work now. Of outputs two channels are wanted, or as many as were chosen,
/// of inputs as many as the device usually has.
fn candidate(id: HostId, device: Device, choice: &Choice, way: Way) -> Option<Candidate> {
    let usual = way.usual(&device)?;
    let asked = choice.rate.unwrap_or(STANDARD_RATE);
    let all = way.configurations(&device)?;
    let at_asked_rate = all.into_iter().filter(|range| range.contains_rate(asked));
    let at_asked_rate: Vec<_> = at_asked_rate.map(|range| range.with_sample_rate(asked)).collect();
    let wanted = choice.channels.unwrap_or(2);
    let best = |config: &&SupportedStreamConfig| {
        (
            way == Way::Out && choice.channels.is_some() && config.channels() >= wanted,
            way == Way::Out && config.channels() == wanted,
            config.channels() == usual.channels(),
            config.sample_format() == SampleFormat::F32,
        )
    };
    let config = match at_asked_rate.iter().max_by_key(best) {
        Some(config) => *config,
        None if choice.rate.is_none() => usual,
        None => return None,
    };
    let host = name_of(id);
    let buffer = choice.buffer.unwrap_or(if host == "pulseaudio" { 512 } else { 256 });
    let buffer = match *config.buffer_size() {
        SupportedBufferSize::Range { min, max } if min <= max => buffer.clamp(min, max),
        _ => buffer,
    };
    let (channels, format, rate) = (config.channels(), config.sample_format(), config.sample_rate());
    Some(Candidate { device, host, channels, format, rate, buffer })
}

/// The rate that the best device for this choice plays at.
pub(super) fn preferred_rate(choice: &Choice) -> Option<u32> {
    candidates(choice, Way::Out).first().map(|candidate| candidate.rate)
}
