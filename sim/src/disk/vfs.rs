//! The disks as a file system that SQLite knows by name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use rsqlite_vfs::{
    AccessMode, DeviceCharacteristics, FileKind, LockLevel, OpenOptions, OpenRequest, OpenedFile,
    OsCallback, SQLiteIoMethods, SQLiteVfs, SyncOptions, VfsError, VfsErrorCode, VfsFile,
    VfsResult, VfsStore, register_vfs,
};

use super::image::Change;
use super::{Fault, State, lock};

/// As SQLite knows all the disks.
pub(super) const NAME: &str = "chinwag-disks";

static DISKS: Mutex<BTreeMap<String, Weak<Mutex<State>>>> = Mutex::new(BTreeMap::new());

/// Makes a disk known, and names it: files on it are `name/…`.
pub(super) fn mount(disk: &Arc<Mutex<State>>) -> String {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    static MOUNTED: Mutex<u64> = Mutex::new(0);
    REGISTERED.get_or_init(register);
    let number = {
        let mut mounted = lock(&MOUNTED);
        *mounted += 1;
        *mounted
    };
    let name = format!("disk-{number}");
    let mut disks = lock(&DISKS);
    disks.retain(|_, disk| disk.strong_count() > 0);
    disks.insert(name.clone(), Arc::downgrade(disk));
    name
}

#[expect(unsafe_code, reason = "SQLite takes a file system as a table of C functions")]
fn register() {
    // SAFETY: all methods and the layout are the crate's defaults for these types, the data is
    // `()`, every file is behind a lock, nobody else registers this name, and it stays for ever.
    let registered = unsafe { register_vfs::<Methods, Files>(NAME, (), false) };
    registered.expect("the name is ours and it is registered once").into_raw();
}

/// The callbacks, all of them the crate's own.
struct Methods;
struct Files;
struct NoSystem;

impl SQLiteIoMethods for Methods {
    type Store = Files;
}

impl SQLiteVfs<Methods> for Files {
    type Os = NoSystem;

    fn os(_: &()) -> &NoSystem {
        &NoSystem
    }
}

/// No clock and no entropy. (The salts of a log come from SQLite's own generator, which asks its
/// default file system for a seed; no decision of SQLite or of a disk hangs on them.)
impl OsCallback for NoSystem {
    fn sleep(&self, _: Duration) {}

    fn random(&self, bytes: &mut [u8]) -> usize {
        bytes.fill(0);
        bytes.len()
    }

    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        Ok(0)
    }
}

impl VfsStore for Files {
    type File = Handle;
    type AppData = ();

    fn open_file((): &(), request: OpenRequest<'_>) -> VfsResult<OpenedFile<Handle>> {
        let options = request.options;
        let name = request.filename.ok_or_else(|| error(VfsErrorCode::CantOpen))?.path();
        let (disk, name) = place_of(name)?;
        let mut state = lock(&disk);
        state.check_power(VfsErrorCode::CantOpen)?;
        let is_database = options.kind() == Some(FileKind::MainDb);
        if is_database && state.is_open {
            return Err(error(VfsErrorCode::Busy));
        }
        let file = match state.now.names.get(name) {
            Some(_) if options.exclusive() => return Err(error(VfsErrorCode::CantOpen)),
            Some(file) => *file,
            None if options.create() => {
                let file = state.now.next();
                let change = Change::Link { name: name.to_owned(), file };
                state.change(change).map_err(error_of)?;
                file
            }
            None => return Err(error(VfsErrorCode::CantOpen)),
        };
        state.is_open |= is_database;
        let boot = state.boot;
        drop(state);
        Ok(OpenedFile { file: Handle { disk, file, boot, is_database }, access: options.access() })
    }

    fn close_file((): &(), name: Option<&str>, file: Handle, how: OpenOptions) -> VfsResult<()> {
        let mut state = lock(&file.disk);
        if file.is_database && file.boot == state.boot {
            state.is_open = false;
        }
        drop(state);
        match name {
            Some(name) if how.delete_on_close() => Self::delete_file(&(), name, false),
            Some(_) | None => Ok(()),
        }
    }

    fn access((): &(), name: &str, _: AccessMode) -> VfsResult<bool> {
        let (disk, name) = place_of(name)?;
        let state = lock(&disk);
        state.check_power(VfsErrorCode::IoAccess)?;
        Ok(state.now.names.contains_key(name))
    }

    fn full_pathname((): &(), name: &str) -> VfsResult<String> {
        Ok(name.to_owned())
    }

    fn delete_file((): &(), name: &str, is_synced: bool) -> VfsResult<()> {
        let (disk, name) = place_of(name)?;
        let mut state = lock(&disk);
        if !state.now.names.contains_key(name) {
            return Err(error(VfsErrorCode::IoDeleteNoEntry));
        }
        state.change(Change::Unlink { name: name.to_owned() }).map_err(error_of)?;
        if is_synced && let Some(change) = state.pending.pop() {
            state.safe.apply(&change);
        }
        Ok(())
    }
}

/// An open file.
pub(super) struct Handle {
    disk: Arc<Mutex<State>>,
    file: u64,
    boot: u64,
    is_database: bool,
}

impl Handle {
    /// Does something with the disk, if this was opened since its power came back.
    fn with<T>(
        &self,
        code: VfsErrorCode,
        act: impl FnOnce(&mut State) -> VfsResult<T>,
    ) -> VfsResult<T> {
        let mut state = lock(&self.disk);
        if self.boot != state.boot {
            return Err(error(code));
        }
        act(&mut state)
    }
}

impl VfsFile for Handle {
    /// As SQLite takes it of any disk under Linux: a write leaves alone what is beside it.
    fn device_characteristics(&self) -> DeviceCharacteristics {
        DeviceCharacteristics::POWERSAFE_OVERWRITE
    }

    fn read(&mut self, into: &mut [u8], offset: u64) -> VfsResult<usize> {
        self.with(VfsErrorCode::IoRead, |state| {
            state.check_power(VfsErrorCode::IoRead)?;
            let bytes = state.now.files.get(&self.file).map_or(&[][..], Vec::as_slice);
            let rest = bytes.get(place(offset)?..).unwrap_or(&[]);
            let count = rest.len().min(into.len());
            into[..count].copy_from_slice(&rest[..count]);
            Ok(count)
        })
    }

    fn write(&mut self, bytes: &[u8], offset: u64) -> VfsResult<()> {
        self.with(VfsErrorCode::IoWrite, |state| {
            let (file, at) = (self.file, place(offset)?);
            state.change(Change::Write { file, at, bytes: bytes.to_vec() }).map_err(error_of)
        })
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        self.with(VfsErrorCode::IoTruncate, |state| {
            let (file, size) = (self.file, place(size)?);
            state.change(Change::Cut { file, size }).map_err(error_of)
        })
    }

    fn sync(&mut self, _: SyncOptions) -> VfsResult<()> {
        self.with(VfsErrorCode::IoSync, |state| state.sync(self.file).map_err(error_of))
    }

    fn size(&self) -> VfsResult<u64> {
        self.with(VfsErrorCode::IoStat, |state| {
            state.check_power(VfsErrorCode::IoStat)?;
            Ok(state.now.files.get(&self.file).map_or(0, Vec::len) as u64)
        })
    }

    // The database is opened by one at a time, so that there is nobody to be kept out.
    fn lock(&mut self, _: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn unlock(&mut self, _: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(false)
    }
}

impl State {
    /// Nothing can be read while the power is gone.
    fn check_power(&self, code: VfsErrorCode) -> VfsResult<()> {
        if self.is_off { Err(error(code)) } else { Ok(()) }
    }
}

/// The disk that a path begins with, and the name of the file there: a copy of a disk has the same
/// names.
fn place_of(path: &str) -> VfsResult<(Arc<Mutex<State>>, &str)> {
    let (disk, name) = path.split_once('/').unwrap_or((path, ""));
    let disk = lock(&DISKS).get(disk).and_then(Weak::upgrade);
    disk.map(|disk| (disk, name)).ok_or_else(|| error(VfsErrorCode::CantOpen))
}

fn place(offset: u64) -> VfsResult<usize> {
    usize::try_from(offset).map_err(|_| error(VfsErrorCode::Full))
}

fn error_of(fault: Fault) -> VfsError {
    error(match fault {
        Fault::PowerCut => VfsErrorCode::Io,
        Fault::Full => VfsErrorCode::Full,
        Fault::SyncFails => VfsErrorCode::IoSync,
    })
}

fn error(code: VfsErrorCode) -> VfsError {
    VfsError::new(code, "the disk says no".into())
}
