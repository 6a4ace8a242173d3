//! Loops that the compiler turns into vector code stand twice: as for every processor of the target, and for those with AVX2 and
//! FMA, chosen while the program runs. Both do the same arithmetic in the same order, so that both give the same bits.

/// Something to be done, compiled for either. Write it with `#[inline(always)]`, and so what it calls: a function that stays one of
/// its own stays as it is for every processor.
pub trait Work {
    /// What comes out.
    type Out;

    /// Does it.
    fn run(self) -> Self::Out;
}

/// Does it with the widest vectors that are there.
#[inline]
pub fn widely<W: Work>(work: W) -> W::Out {
    #[cfg(test)]
    if narrow::IS_WANTED.get() {
        return work.run();
    }
    #[cfg(target_arch = "x86_64")]
    if super::kernel::avx2::is_here() {
        // SAFETY: the processor has AVX2, FMA and BMI2.
        return unsafe { with_avx2(work) };
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi2")]
fn with_avx2<W: Work>(work: W) -> W::Out {
    work.run()
}

/// For tests that compare both.
#[cfg(test)]
pub mod narrow {
    use std::cell::Cell;

    thread_local! {
        /// Whether this thread works as every processor can.
        pub static IS_WANTED: Cell<bool> = const { Cell::new(false) };
    }
}
