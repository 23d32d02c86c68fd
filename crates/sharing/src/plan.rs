//! A key made ready for the columns of a span.

use crate::exact;
use crate::kernel;
use crate::key::{Key, Rounding, Rounds};
use crate::share::{Share, Weights};

/// What a key needs to know of the columns it works on.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) key: Key,
    pub(crate) rounds: Rounds,
    pub(crate) rounding: Rounding,
    weights: Weights,
    /// Where the groups of a cascade end, in order: the last one is the number of columns.
    group_ends: Vec<usize>,
    columns: usize,
    /// Each column's place in the order of ids, where columns are in another order.
    ranks: Vec<usize>,
}

/// Quarter-hours in rows, members in columns: what was measured. In milliwatt-hours;
/// [`crate::MISSING`] for what is not known.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The columns that inject, ascending.
    pub producers: &'a [usize],
    /// Row after row, as wide as there are members.
    pub offtake: &'a [i64],
    /// Row after row, as wide as there are producers.
    pub injection: &'a [i64],
}

/// What each member receives and what each producer gives, as wide as the [`Block`].
#[derive(Debug)]
pub struct Allocation<'a> {
    pub received: &'a mut [i64],
    pub given: &'a mut [i64],
}

/// Buffers of one row, kept from call to call.
#[derive(Debug, Default)]
pub struct Work {
    pub(crate) remainders: Vec<i64>,
    pub(crate) returned: Vec<i64>,
    pub(crate) own_weights: Vec<i64>,
    pub(crate) weighted: Vec<i64>,
    /// Remainders of the weights there are, from the largest, and how many columns have each.
    pub(crate) few: Vec<(i64, i64)>,
    /// Where the level ended in the row before: the next is not far from it.
    pub(crate) last_level: f64,
    /// The producers in the order of their ids.
    pub(crate) order: Vec<usize>,
    pub(crate) optimal: kernel::optimal::Buffers,
    pub(crate) bounds: kernel::bounds::Buffers,
    /// Weights without that of the only injector.
    pub(crate) others: Vec<i64>,
    /// Rows of the optimal key that floating point left to numbers of 128 bits.
    pub(crate) doubtful_rows: u64,
    /// Rows that the kernels left to exact arithmetic of any size.
    pub slow_rows: u64,
}

/// Why a block could not be allocated. Rows count from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllocateError {
    #[error("a block of {values} values does not have {columns} columns")]
    Shape { values: usize, columns: usize },
    #[error("producer {producer} is no column, or not in ascending order")]
    Producer { producer: usize },
    #[error("an energy is above {LARGEST_KWH} kWh in a quarter-hour")]
    TooLarge { row: usize },
    #[error("energy received is not energy given: {received} and {given} mWh")]
    Unbalanced { row: usize, received: i64, given: i64 },
    #[error("a member would receive more than it took, or less than nothing")]
    BeyondOfftake { row: usize },
    #[error("a producer would give more than it injected, or less than nothing")]
    BeyondInjection { row: usize },
}

impl AllocateError {
    /// The row it is about, if it is about one.
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::Shape { .. } | Self::Producer { .. } => None,
            Self::TooLarge { row }
            | Self::Unbalanced { row, .. }
            | Self::BeyondOfftake { row }
            | Self::BeyondInjection { row } => Some(*row),
        }
    }
}

/// The energies of a quarter-hour stay below 2^40 mWh each: more than the peak of the country.
pub const LARGEST: i64 = (1 << 40) - 1;
const LARGEST_KWH: i64 = LARGEST / 1_000_000;

impl Plan {
    /// `shares` and `groups` by column; columns are in the order of `groups`, then of ids; `ranks` says
    /// each one's place in the order of ids alone.
    pub(crate) fn new(
        key: Key,
        rounds: Rounds,
        rounding: Rounding,
        shares: &[Option<Share>],
        groups: &[u32],
        ranks: &[usize],
    ) -> Self {
        let mut group_ends = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            if groups.get(index + 1) != Some(group) {
                group_ends.push(index + 1);
            }
        }
        // Its passes go on until one moves nothing: no parameter of a group.
        let rounds = if key == Key::VlOptimal { Rounds::All } else { rounds };
        let shares: Vec<Option<Share>> =
            shares.iter().map(|share| share.filter(|_| key.has_shares())).collect();
        let weights = Weights::of(&shares);
        Self {
            key,
            rounds,
            rounding,
            weights,
            group_ends,
            columns: groups.len(),
            ranks: ranks.to_vec(),
        }
    }

    pub fn key(&self) -> Key {
        self.key
    }

    pub fn rounds(&self) -> Rounds {
        self.rounds
    }

    pub fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// Members of this span.
    pub fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn weights(&self) -> &Weights {
        &self.weights
    }

    pub(crate) fn group_ends(&self) -> &[usize] {
        &self.group_ends
    }

    /// Allocates each row of `block`. What comes out is checked: received by all is what is given by
    /// all, nobody receives more than it took or gives more than it injected, nothing is negative.
    /// Errors: a broken check, an energy above [`LARGEST`], widths that do not fit.
    /// Source: ES-05 to ES-11.
    pub fn allocate(
        &self,
        block: Block<'_>,
        allocation: &mut Allocation<'_>,
        work: &mut Work,
    ) -> Result<(), AllocateError> {
        let (columns, producers) = (self.columns(), block.producers.len());
        let shape = |values: usize, columns: usize| AllocateError::Shape { values, columns };
        let rows = block.offtake.len().checked_div(columns).unwrap_or(0);
        if rows * columns != block.offtake.len() || allocation.received.len() != rows * columns {
            return Err(shape(block.offtake.len(), columns));
        }
        if block.injection.len() != rows * producers || allocation.given.len() != rows * producers {
            return Err(shape(block.injection.len(), producers));
        }
        let mut before = None;
        for &producer in block.producers {
            if producer >= columns || before.is_some_and(|before| before >= producer) {
                return Err(AllocateError::Producer { producer });
            }
            before = Some(producer);
        }
        work.remainders.resize(columns, 0);
        work.returned.resize(producers, 0);
        work.own_weights.resize(producers, 0);
        work.weighted.resize(producers, 0);
        work.few.clear();
        work.order.clear();
        work.order.extend(0..producers);
        work.order.sort_by_key(|producer| self.rank(block.producers, *producer));
        kernel::allocate(self, block, allocation, work)
    }

    /// The place of a producer in the order of ids, which decides ties.
    pub(crate) fn rank(&self, producers: &[usize], producer: usize) -> usize {
        let column = producers.get(producer).copied().unwrap_or(usize::MAX);
        self.ranks.get(column).copied().unwrap_or(column)
    }

    /// One row in arithmetic of any size.
    pub(crate) fn allocate_exactly(
        &self,
        row: kernel::Row<'_>,
        received: &mut [i64],
        given: &mut [i64],
    ) {
        let exact = exact::allocate(self, row);
        exact::make_whole(self, row, &exact, received, given);
    }
}
