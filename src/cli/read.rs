//! Reads files, pipes and standard input to their end, or says why not.
//!
//! Always true here: nothing is read beyond the limit of a file; devices and the kernel's own files are refused before anything of
//! them is read; nobody waits for ever for a pipe that says nothing.

use crate::scenario::limit::FILE_BYTES;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

/// How long a pipe that is named by a path may say nothing. Standard input has all the time that it wants: somebody may type.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long nobody may have the other end of a pipe.
const NOBODY: Duration = Duration::from_secs(2);

/// Why something was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is a folder or a device.
    NotAFile,
    /// It is one of the kernel's own files.
    OfTheKernel,
    /// A pipe ended before it began.
    NothingCame,
    /// A pipe said nothing for as long as it may.
    NothingForLong,
    /// The machine says so.
    Machine(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Unread {
        Unread::Machine(error)
    }
}

impl std::fmt::Display for Unread {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unread::NotAFile => out.write_str("it is not a file"),
            Unread::OfTheKernel => out.write_str("it is a file of the kernel, not one on a disk"),
            Unread::NothingCame => out.write_str("nothing came through the pipe"),
            Unread::NothingForLong => write!(
                out,
                "nothing came through the pipe for {} s; standard input, `-`, may take longer",
                PATIENCE.as_secs()
            ),
            Unread::Machine(error) => error.fmt(out),
        }
    }
}

/// The bytes of a file or of a pipe; at most one more than the limit, so that the reader sees that it is exceeded.
pub(super) fn file(path: &Path) -> Result<Vec<u8>, Unread> {
    let data = fs::metadata(path)?;
    if !is_readable(&data) {
        return Err(Unread::NotAFile);
    }
    let file = open(path)?;
    let data = file.metadata()?;
    if !is_readable(&data) {
        return Err(Unread::NotAFile);
    }
    to_end(&file, &data, Some(PATIENCE))
}

/// The bytes of standard input, with the same limit.
pub(super) fn standard_input() -> Result<Vec<u8>, Unread> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let file = io::stdin().as_fd().try_clone_to_owned().map(File::from)?;
        let data = file.metadata()?;
        to_end(&file, &data, None)
    }
    #[cfg(not(unix))]
    {
        let mut bytes = Vec::new();
        io::stdin()
            .take(FILE_BYTES.most + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(unix)]
fn is_pipe(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    data.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &fs::Metadata) -> bool {
    false
}

fn is_readable(data: &fs::Metadata) -> bool {
    data.is_file() || is_pipe(data)
}

/// Opens without waiting: a pipe would wait for its other end.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK.bits();
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags.cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether a file is one of the kernel's, such as `/proc/kmsg`: many have no end, and some lose what is read from them.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_of_the_kernel(file: &File) -> bool {
    // The numbers of proc, sysfs, debugfs, tracefs, securityfs, configfs, cgroup, cgroup2, bpf, pstore, efivarfs and selinuxfs.
    const KERNEL: [u64; 12] = [
        0x9fa0,
        0x6265_6572,
        0x6462_6720,
        0x7472_6163,
        0x7363_6673,
        0x6265_6570,
        0x0027_e0eb,
        0x6367_7270,
        0xcafe_4a11,
        0x6165_676c,
        0xde5e_81e4,
        0xf97c_ff8c,
    ];
    rustix::fs::fstatfs(file).is_ok_and(|found| {
        // As wide as the machine has it; the numbers fit into 32 bits.
        #[allow(
            clippy::cast_sign_loss,
            clippy::unnecessary_cast,
            reason = "the type differs between machines"
        )]
        let kind = found.f_type as u64 & 0xffff_ffff;
        KERNEL.contains(&kind)
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_of_the_kernel(_: &File) -> bool {
    false
}

fn to_end(
    mut file: &File,
    data: &fs::Metadata,
    patience: Option<Duration>,
) -> Result<Vec<u8>, Unread> {
    if data.is_dir() {
        return Err(Unread::NotAFile);
    }
    if data.is_file() && is_of_the_kernel(file) {
        return Err(Unread::OfTheKernel);
    }
    let most = usize::try_from(FILE_BYTES.most).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    let mut piece = vec![0; 1 << 16];
    let mut nobody = Duration::ZERO;
    while bytes.len() <= most {
        match file.read(&mut piece) {
            // A pipe whose other end nobody has taken yet looks like one that is at its end.
            Ok(0) if bytes.is_empty() && is_pipe(data) && patience.is_some() && nobody < NOBODY => {
                let pause = Duration::from_millis(20);
                std::thread::sleep(pause);
                nobody += pause;
            }
            Ok(0) if bytes.is_empty() && is_pipe(data) => {
                return Err(Unread::NothingCame);
            }
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait(file, patience)?,
            Err(error) => return Err(error.into()),
        }
    }
    bytes.truncate(most.saturating_add(1));
    Ok(bytes)
}

/// Waits until there is something to read.
#[cfg(unix)]
fn wait(file: &File, patience: Option<Duration>) -> Result<(), Unread> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut asked = [PollFd::new(file, PollFlags::IN)];
    let limit = patience.map(|time| Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: 0,
    });
    match poll(&mut asked, limit.as_ref()) {
        Ok(0) => Err(Unread::NothingForLong),
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(io::Error::from(error).into()),
    }
}

#[cfg(not(unix))]
fn wait(_: &File, _: Option<Duration>) -> Result<(), Unread> {
    std::thread::sleep(Duration::from_millis(20));
    Ok(())
}
