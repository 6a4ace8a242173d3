//! Things of which several threads change others at the same time.

use std::marker::PhantomData;

/// Things of which several jobs change others at the same time.
pub struct Lent<'a, T> {
    first: *mut T,
    count: usize,
    lender: PhantomData<&'a mut [T]>,
}

// SAFETY: it is used as the exclusive slice that it was made of, each thing by one thread at a time, as `at` demands.
unsafe impl<T: Send> Sync for Lent<'_, T> {}

impl<'a, T> Lent<'a, T> {
    /// Lends them out.
    #[inline(always)]
    pub fn of(things: &'a mut [T]) -> Lent<'a, T> {
        Lent { first: things.as_mut_ptr(), count: things.len(), lender: PhantomData }
    }

    /// One of them; `None` if there is no such one.
    ///
    /// # Safety
    /// Nobody else uses this one at the same time: neither another job, nor another reference of the same job.
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the caller promises that it is the only one")]
    pub unsafe fn at(&self, number: usize) -> Option<&mut T> {
        // SAFETY: it lies within the slice, which is borrowed as long as this; nobody else uses this one, as the caller promises.
        (number < self.count).then(|| unsafe { &mut *self.first.add(number) })
    }
}
