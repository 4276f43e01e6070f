//! Consumer groups: their names, who is in them, where they have offsets.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::c_char;
use std::ptr;

use rdkafka::bindings as sys;
use rdkafka::bindings::rd_kafka_admin_op_t as Api;

use super::edges::{offsets_of, places_of};
use super::native::{
    Answer, Owned, Wish, c_text, c_texts, failure_of, no_memory, rd_kafka_ConsumerGroupDescription_state,
    rd_kafka_consumer_group_state_name, text, unreadable,
};
use super::{Admin, Failure};
use crate::remote::kafka::lag::Place;

/// How many groups are asked about at a time.
const AT_ONCE: usize = 500;

/// The offsets that a group has committed, or why that cannot be told.
pub type Committed = Result<BTreeMap<Place, i64>, Failure>;

/// A group without what it reads by its offsets.
pub struct Members {
    pub name: String,
    pub state: String,
    pub count: usize,
    pub clients: BTreeSet<String>,
    /// The partitions that they are assigned to.
    pub assigned: BTreeSet<Place>,
    pub failure: Option<Failure>,
}

impl Admin<'_> {
    /// The names of all groups of consumers. What one broker does not tell is not left out in silence.
    pub fn list_groups(&self) -> Result<Vec<String>, Failure> {
        let answer = self.ask(&Wish::of(Api::RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS), |to| {
            // SAFETY: client, options and queue are alive; there are no arguments.
            unsafe { sys::rd_kafka_ListConsumerGroups(to.client, to.options, to.queue) }
        })?;
        // SAFETY: the event is alive, and all that is read belongs to it and is copied at once.
        unsafe {
            let result = sys::rd_kafka_event_ListConsumerGroups_result;
            let errors = answer.parts(result, sys::rd_kafka_ListConsumerGroups_result_errors)?;
            if let Some(failure) = errors.into_iter().find_map(|error| failure_of(error)) {
                return Err(failure);
            }
            let groups = answer.parts(result, sys::rd_kafka_ListConsumerGroups_result_valid)?;
            let name = |group| text(sys::rd_kafka_ConsumerGroupListing_group_id(group));
            Ok(groups.into_iter().map(name).collect())
        }
    }

    /// Who is in groups, and what they are assigned to.
    pub fn describe_groups(&self, names: &[String]) -> Result<Vec<Members>, Failure> {
        let mut all = Vec::with_capacity(names.len());
        for names in names.chunks(AT_ONCE) {
            let texts = c_texts(names.iter().map(String::as_str))?;
            let mut pointers: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
            let answer = self.ask(&Wish::of(Api::RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS), |to| {
                let (groups, count) = (pointers.as_mut_ptr(), pointers.len());
                // SAFETY: client, options and queue are alive, and as many texts as said.
                unsafe {
                    sys::rd_kafka_DescribeConsumerGroups(to.client, groups, count, to.options, to.queue)
                }
            })?;
            // SAFETY: the event is alive, and all that is read belongs to it and is copied at once.
            unsafe {
                let groups = sys::rd_kafka_DescribeConsumerGroups_result_groups;
                let parts = answer.parts(sys::rd_kafka_event_DescribeConsumerGroups_result, groups)?;
                all.extend(parts.into_iter().map(|part| members_of(part)));
            }
        }
        Ok(all)
    }

    /// The offsets that each group has committed, or why that cannot be told. librdkafka takes one group at a time, so many
    /// requests are under way at once.
    pub fn offsets(&self, names: &[String]) -> Result<Vec<Committed>, Failure> {
        let mut all = Vec::with_capacity(names.len());
        let queue = self.queue()?;
        for names in names.chunks(AT_ONCE) {
            for (number, name) in names.iter().enumerate() {
                let wish = Wish {
                    number,
                    ..Wish::of(Api::RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS)
                };
                let options = self.options(&wish)?;
                let group = c_text(name)?;
                // SAFETY: a text that is alive, of which the request has a copy; no partitions, which asks for all.
                let request = unsafe {
                    let request = sys::rd_kafka_ListConsumerGroupOffsets_new(group.as_ptr(), ptr::null());
                    Owned::of(request, sys::rd_kafka_ListConsumerGroupOffsets_destroy)
                };
                let request = request.ok_or_else(no_memory)?;
                let mut requests = [request.get()];
                // SAFETY: client, request, options and queue are alive.
                unsafe {
                    let (client, requests) = (self.client(), requests.as_mut_ptr());
                    sys::rd_kafka_ListConsumerGroupOffsets(client, requests, 1, options.get(), queue.get());
                }
            }
            let mut found: Vec<_> = names.iter().map(|_| Err(unreadable())).collect();
            for _ in names {
                let event = self.event(&queue)?;
                // SAFETY: the event is alive; what it carries is the number that its request was given, never a pointer.
                let number = unsafe { sys::rd_kafka_event_opaque(event.get()) }.addr();
                if let Some(place) = found.get_mut(number) {
                    *place = Answer::of(event).and_then(|answer| committed(&answer));
                }
            }
            all.append(&mut found);
        }
        Ok(all)
    }
}

/// # Safety
/// The group is a part of an answer that is alive.
unsafe fn members_of(group: *const sys::rd_kafka_ConsumerGroupDescription_t) -> Members {
    // SAFETY: all that is read belongs to the answer and is copied at once; members are counted before they are asked for.
    unsafe {
        let mut found = Members {
            name: text(sys::rd_kafka_ConsumerGroupDescription_group_id(group)),
            state: text(rd_kafka_consumer_group_state_name(
                rd_kafka_ConsumerGroupDescription_state(group),
            )),
            count: sys::rd_kafka_ConsumerGroupDescription_member_count(group),
            clients: BTreeSet::new(),
            assigned: BTreeSet::new(),
            failure: failure_of(sys::rd_kafka_ConsumerGroupDescription_error(group)),
        };
        for at in 0..found.count {
            let member = sys::rd_kafka_ConsumerGroupDescription_member(group, at);
            if member.is_null() {
                continue;
            }
            found
                .clients
                .insert(text(sys::rd_kafka_MemberDescription_client_id(member)));
            let assignment = sys::rd_kafka_MemberDescription_assignment(member);
            if !assignment.is_null() {
                found
                    .assigned
                    .extend(places_of(sys::rd_kafka_MemberAssignment_partitions(assignment)));
            }
        }
        found
    }
}

/// The offsets that the one group of an answer has committed.
fn committed(answer: &Answer) -> Committed {
    // SAFETY: the answer is alive, and all that is read belongs to it and is copied at once.
    unsafe {
        let groups = sys::rd_kafka_ListConsumerGroupOffsets_result_groups;
        let parts = answer.parts(sys::rd_kafka_event_ListConsumerGroupOffsets_result, groups)?;
        let group = *parts.first().ok_or_else(unreadable)?;
        match failure_of(sys::rd_kafka_group_result_error(group)) {
            Some(failure) => Err(failure),
            None => Ok(offsets_of(sys::rd_kafka_group_result_partitions(group))),
        }
    }
}
