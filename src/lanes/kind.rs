//! Which kind of numbers to compute with: what the processor has.

use std::str::FromStr;
use std::sync::OnceLock;

use super::Real;
#[cfg(target_arch = "x86_64")]
use super::{avx2::Avx2, avx512::Avx512};
use super::{many::Lanes, portable::Portable};

/// Names a [`Kind`] to take in place of the widest.
pub const VARIABLE: &str = "INTSOC_LANES";

/// A kind of numbers that this processor has, for histories one by one or side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(Registers);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Registers {
    One,
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// Something to do with numbers of whichever kind.
pub trait Task {
    /// What it makes.
    type Output;
    /// Does it with numbers of this kind.
    fn with<V: Real>(self) -> Self::Output;
}

impl Kind {
    /// One history at a time.
    pub const ONE: Self = Self(Registers::One);

    /// All that this processor has, the widest last.
    pub fn all() -> Vec<Self> {
        let everywhere = vec![Self::ONE, Self(Registers::Portable)];
        #[cfg(target_arch = "x86_64")]
        let everywhere = [everywhere, Self::of_x86()].concat();
        everywhere
    }

    #[cfg(target_arch = "x86_64")]
    fn of_x86() -> Vec<Self> {
        let avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        let has = [(is_x86_feature_detected!("avx2"), Registers::Avx2), (avx512, Registers::Avx512)];
        has.into_iter().filter(|(has, _)| *has).map(|(_, registers)| Self(registers)).collect()
    }

    /// The widest that this processor has, or what the environment names in its place (`INTSOC_LANES`): every kind gives the
    /// same results, and whoever doubts it can look.
    pub fn chosen() -> Self {
        static CHOSEN: OnceLock<Kind> = OnceLock::new();
        *CHOSEN.get_or_init(|| Self::named().ok().flatten().or_else(|| Self::all().pop()).unwrap_or(Self::ONE))
    }

    /// The kind that the environment names, if it names any.
    ///
    /// # Errors
    /// When it names none that this processor has, in words with a remedy.
    pub fn named() -> Result<Option<Self>, String> {
        let Some(name) = std::env::var_os(VARIABLE).filter(|name| !name.is_empty()) else { return Ok(None) };
        let named = name.to_string_lossy().parse().map(Some);
        named.map_err(|error| {
            format!("{VARIABLE}: {error}; name one of these, or unset it: results are the same in all")
        })
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self.0 {
            Registers::One => "scalar",
            Registers::Portable if cfg!(target_arch = "x86_64") => "sse2",
            Registers::Portable if cfg!(target_arch = "aarch64") => "neon",
            Registers::Portable if cfg!(target_feature = "simd128") => "simd128",
            Registers::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Registers::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Registers::Avx512 => "avx512",
        }
    }

    /// Histories side by side.
    pub fn lanes(self) -> usize {
        struct Count;
        impl Task for Count {
            type Output = usize;
            fn with<V: Real>(self) -> usize {
                V::LANES
            }
        }
        self.with(Count)
    }

    /// Does something with numbers of this kind.
    pub fn with<T: Task>(self, task: T) -> T::Output {
        // A value of this type says that the processor has it: see `all`, which alone makes them.
        match self.0 {
            Registers::One => task.with::<f64>(),
            Registers::Portable => task.with::<Lanes<Portable>>(),
            #[cfg(target_arch = "x86_64")]
            Registers::Avx2 => task.with::<Lanes<Avx2>>(),
            #[cfg(target_arch = "x86_64")]
            Registers::Avx512 => task.with::<Lanes<Avx512>>(),
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let all = Self::all();
        all.iter().find(|kind| kind.name() == name).copied().ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|kind| kind.name()).collect();
            format!("`{name}` is no kind of numbers that this processor has: it has {}", names.join(", "))
        })
    }
}
