//! Where partitions begin and end, and how far a group has come in them.

use std::collections::{BTreeMap, BTreeSet};

use rdkafka::bindings as sys;
use rdkafka::bindings::rd_kafka_admin_op_t as Api;

use super::native::{Owned, Wish, c_text, items, no_memory, text};
use super::{Admin, Failure};
use crate::remote::kafka::lag::Place;

/// How many partitions are asked about at a time.
const AT_ONCE: usize = 1_000;

/// An end of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The offset of its first record.
    Begin,
    /// The offset that its next record will have.
    End,
}

impl Admin<'_> {
    /// Where partitions begin or end; those that nobody tells of are left out.
    pub fn edges(&self, places: &[Place], edge: Edge) -> Result<BTreeMap<Place, i64>, Failure> {
        let mut all = BTreeMap::new();
        for places in places.chunks(AT_ONCE) {
            let wanted = partitions(places, edge)?;
            let answer = self.ask(&Wish::of(Api::RD_KAFKA_ADMIN_OP_LISTOFFSETS), |to| {
                // SAFETY: client, list, options and queue are alive.
                unsafe { sys::rd_kafka_ListOffsets(to.client, wanted.get(), to.options, to.queue) }
            })?;
            // SAFETY: the event is alive, and all that is read belongs to it and is copied at once.
            unsafe {
                let infos = sys::rd_kafka_ListOffsets_result_infos;
                for info in answer.parts(sys::rd_kafka_event_ListOffsets_result, infos)? {
                    let partition = sys::rd_kafka_ListOffsetsResultInfo_topic_partition(info);
                    if !partition.is_null() {
                        all.extend(Some(offset_of(partition)).filter(|(_, offset)| *offset >= 0));
                    }
                }
            }
        }
        Ok(all)
    }
}

/// The partitions of a list.
///
/// # Safety
/// The pointer is null, or to a list that is alive.
pub unsafe fn places_of(partitions: *const sys::rd_kafka_topic_partition_list_t) -> BTreeSet<Place> {
    // SAFETY: as promised.
    unsafe { read(partitions) }.map(|(place, _)| place).collect()
}

/// The offsets in a list of partitions, without those that have none: it is below 0 then, also where there was an error.
///
/// # Safety
/// The pointer is null, or to a list that is alive.
pub unsafe fn offsets_of(partitions: *const sys::rd_kafka_topic_partition_list_t) -> BTreeMap<Place, i64> {
    // SAFETY: as promised.
    unsafe { read(partitions) }
        .filter(|(_, offset)| *offset >= 0)
        .collect()
}

/// # Safety
/// The pointer is null, or to a list that is alive.
unsafe fn read(
    partitions: *const sys::rd_kafka_topic_partition_list_t,
) -> impl Iterator<Item = (Place, i64)> {
    let mut all = vec![];
    if !partitions.is_null() {
        // SAFETY: as promised; there are as many as the list says.
        unsafe {
            let items = (0..items((*partitions).cnt)).map(|at| (*partitions).elems.add(at));
            all.extend(items.map(|partition| offset_of(partition)));
        }
    }
    all.into_iter()
}

/// A partition with its offset.
///
/// # Safety
/// The pointer is to a partition that is alive.
unsafe fn offset_of(partition: *const sys::rd_kafka_topic_partition_t) -> (Place, i64) {
    // SAFETY: as promised; the text is copied. Fields are read one by one through the raw pointer, as a partition's error may
    // be one that the bindings do not know.
    unsafe {
        let (number, offset) = ((*partition).partition, (*partition).offset);
        ((text((*partition).topic), number), offset)
    }
}

/// A list of partitions, each with the wish for one of its ends as its offset (`rd_kafka_OffsetSpec_t`).
fn partitions(places: &[Place], edge: Edge) -> Result<Owned<sys::rd_kafka_topic_partition_list_t>, Failure> {
    let wish = match edge {
        Edge::Begin => sys::rd_kafka_OffsetSpec_t::RD_KAFKA_OFFSET_SPEC_EARLIEST,
        Edge::End => sys::rd_kafka_OffsetSpec_t::RD_KAFKA_OFFSET_SPEC_LATEST,
    };
    // SAFETY: any size is allowed, it is a guess; the list is ours to destroy.
    let list = unsafe {
        let list = sys::rd_kafka_topic_partition_list_new(0);
        Owned::of(list, sys::rd_kafka_topic_partition_list_destroy)
    };
    let list = list.ok_or_else(no_memory)?;
    for (topic, number) in places {
        let topic = c_text(topic)?;
        // SAFETY: list and text are alive, and the text is copied; the new partition belongs to the list, and its offset is
        // written before the list is touched again.
        unsafe {
            let partition = sys::rd_kafka_topic_partition_list_add(list.get(), topic.as_ptr(), *number);
            if partition.is_null() {
                return Err(no_memory());
            }
            (&raw mut (*partition).offset).write(wish as i64);
        }
    }
    Ok(list)
}
