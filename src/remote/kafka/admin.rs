//! librdkafka's admin calls, as safe functions over plain data: this file and its folder hold all of muster's `unsafe`. Knows how a
//! question is put and what an answer looks like, not what either is for; asks each thing exactly once.
//!
//! What the proofs at the blocks lean on:
//!
//! - **The client outlives everything.** `Admin` borrows the `Session` that owns it; queues, options and answers live
//!   inside calls on `&self`, so all are freed before the client is.
//! - **What is ours to free is an [`Owned`]**, freed once by the function that librdkafka pairs with its maker.
//! - **Arguments are copied** by librdkafka before a call returns (`rdkafka_admin.c`: "makes a copy on the rko of all the
//!   input arguments"), so they may be freed right after.
//! - **An answer's parts belong to its event** and are copied into Rust before the event is freed.
//! - **No callbacks** and no pointer of ours stays with librdkafka: answers are taken from a queue of our own.
//! - **Numbers that a broker chose are read as integers**: an enum of the bindings must not hold what they do not list.
//!
//! No change is ever sent twice: librdkafka's retries are asked for by the handlers of answers (`rd_kafka_buf_retry`), the
//! admin requests' handler (`rd_kafka_admin_handle_response`) never asks, and what is unsent when a connection ends is given
//! back as an error (`rd_kafka_broker_fail` purges the queues). It retries looking for a group's coordinator: a look.

mod edges;
mod groups;
mod native;
mod rules;

use std::collections::BTreeMap;
use std::ffi::{c_char, c_int};
use std::ptr;
use std::time::Duration;

use rdkafka::bindings as sys;
use rdkafka::bindings::rd_kafka_admin_op_t as Api;

use super::session::Session;
use super::verdict::Failure;
use super::{NewTopic, Operation, Settings, Topic};
use native::{
    Answer, Owned, Wish, Words, c_text, c_texts, failure, failure_of, invalid, items, list, milliseconds,
    no_memory, rd_kafka_ConfigEntry_source, rd_kafka_ConfigResource_error, rd_kafka_metadata,
    rd_kafka_topic_result_error, text, unreadable,
};
use rules::operations_of;
pub(super) use {edges::Edge, groups::Members};

/// The topics that Kafka keeps for itself (`org.apache.kafka.common.internals.Topic`): brokers go by the name too.
const INTERNAL: [&str; 3] = ["__consumer_offsets", "__transaction_state", "__share_group_state"];

/// Asks one cluster, each thing once.
pub(super) struct Admin<'a> {
    session: &'a Session,
    time: Duration,
    /// Whether waiting goes on where nobody is there: a change may be under way.
    patient: bool,
    /// Who is asked what any broker can tell; the controller where nobody is named.
    broker: Option<i32>,
}

/// Who answers.
pub(super) struct Described {
    pub id: String,
    pub brokers: Vec<i32>,
    /// What the account may do with the cluster, where the brokers are new enough to say and were asked.
    pub allowed: Option<Vec<Operation>>,
}

/// A topic, and what the account may do with it where that was asked for.
pub(super) struct Permitted {
    pub topic: Topic,
    pub allowed: Option<Vec<Operation>>,
}

/// The name of a topic or broker, with its settings or why they cannot be told.
pub(super) type Configured = (String, Result<Settings, Failure>);

impl<'a> Admin<'a> {
    /// For looks: asks this broker what any can tell, and gives up as soon as nobody is there.
    pub fn look(session: &'a Session, time: Duration, broker: Option<i32>) -> Self {
        Self {
            session,
            time,
            patient: false,
            broker,
        }
    }

    /// For a change, which the controller does: waits for what became of it.
    pub fn change(session: &'a Session, time: Duration) -> Self {
        Self {
            session,
            time,
            patient: true,
            broker: None,
        }
    }

    pub fn describe_cluster(&self, operations: bool) -> Result<Described, Failure> {
        let wish = Wish {
            operations,
            ..self.of_any(Api::RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER)
        };
        // SAFETY: client, options and queue are alive; there are no arguments.
        let answer = self.ask(&wish, |to| unsafe {
            sys::rd_kafka_DescribeCluster(to.client, to.options, to.queue)
        })?;
        // SAFETY: the event is alive; for an answer to anything else the result is null, which is looked at first. Parts,
        // numbers and texts belong to the event and are copied at once.
        unsafe {
            let result = sys::rd_kafka_event_DescribeCluster_result(answer.0.get());
            if result.is_null() {
                return Err(unreadable());
            }
            let nodes = answer.parts(
                sys::rd_kafka_event_DescribeCluster_result,
                sys::rd_kafka_DescribeCluster_result_nodes,
            )?;
            let mut count = 0;
            let allowed = sys::rd_kafka_DescribeCluster_result_authorized_operations(result, &raw mut count);
            Ok(Described {
                id: text(sys::rd_kafka_DescribeCluster_result_cluster_id(result)),
                brokers: nodes
                    .into_iter()
                    .map(|node| sys::rd_kafka_Node_id(node))
                    .collect(),
                allowed: operations_of(allowed.cast(), count),
            })
        }
    }

    /// All topics, in no order.
    pub fn all_topics(&self) -> Result<Vec<Topic>, Failure> {
        let mut found: *const sys::rd_kafka_metadata = ptr::null();
        let time = milliseconds(self.time);
        // SAFETY: the client is alive; no topic is named, which asks for all; `found` is written before success is returned.
        let code = unsafe { rd_kafka_metadata(self.client(), 1, ptr::null_mut(), &raw mut found, time) };
        if code != 0 {
            return Err(failure(code, None));
        }
        // SAFETY: a success gives metadata that is ours to destroy.
        let metadata = unsafe { Owned::of(found.cast_mut(), destroy_metadata) }.ok_or_else(unreadable)?;
        // SAFETY: the metadata is alive, its arrays hold as many items as it says. Fields are read through the raw
        // pointers one by one: no reference to a struct is made whose error numbers Rust might not know.
        unsafe {
            let whole = metadata.get();
            let topics = (0..items((*whole).topic_cnt)).map(|at| {
                let topic = (*whole).topics.add(at);
                let count = items((*topic).partition_cnt);
                let replicas = (0..count).map(|at| {
                    let partition = (*topic).partitions.add(at);
                    ((*partition).id, items((*partition).replica_cnt))
                });
                topic_of(text((*topic).topic), count, replicas.min())
            });
            Ok(topics.collect())
        }
    }

    /// The topics of these names, each once, that there are, and what the account may do with each.
    pub fn describe_topics(&self, names: &[&str], operations: bool) -> Result<Vec<Permitted>, Failure> {
        let texts = c_texts(names.iter().copied())?;
        let mut pointers: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
        // SAFETY: as many pointers as said, to texts that are alive; the collection has copies and is ours to destroy.
        let collection = unsafe {
            let collection =
                sys::rd_kafka_TopicCollection_of_topic_names(pointers.as_mut_ptr(), pointers.len());
            Owned::of(collection, sys::rd_kafka_TopicCollection_destroy)
        };
        let collection = collection.ok_or_else(no_memory)?;
        let wish = Wish {
            operations,
            ..self.of_any(Api::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS)
        };
        let answer = self.ask(&wish, |to| {
            // SAFETY: client, collection, options and queue are alive.
            unsafe { sys::rd_kafka_DescribeTopics(to.client, collection.get(), to.options, to.queue) }
        })?;
        let mut found = vec![];
        // SAFETY: the event is alive, and all that is read belongs to it and is copied at once.
        unsafe {
            let parts = answer.parts(
                sys::rd_kafka_event_DescribeTopics_result,
                sys::rd_kafka_DescribeTopics_result_topics,
            )?;
            for part in parts {
                match failure_of(sys::rd_kafka_TopicDescription_error(part)) {
                    Some(absent)
                        if matches!(absent.name.as_str(), "UNKNOWN_TOPIC_OR_PART" | "TOPIC_EXCEPTION") =>
                    {
                        continue;
                    }
                    Some(failure) => return Err(failure),
                    None => {}
                }
                let mut count = 0;
                let partitions = list(
                    sys::rd_kafka_TopicDescription_partitions(part, &raw mut count),
                    count,
                );
                let replicas = partitions.iter().map(|partition| {
                    let mut replicas = 0;
                    sys::rd_kafka_TopicPartitionInfo_replicas(*partition, &raw mut replicas);
                    (sys::rd_kafka_TopicPartitionInfo_partition(*partition), replicas)
                });
                let topic = topic_of(
                    text(sys::rd_kafka_TopicDescription_name(part)),
                    partitions.len(),
                    replicas.min(),
                );
                let mut count = 0;
                let allowed = sys::rd_kafka_TopicDescription_authorized_operations(part, &raw mut count);
                found.push(Permitted {
                    topic,
                    allowed: operations_of(allowed.cast(), count),
                });
            }
        }
        Ok(found)
    }

    /// The settings of topics that somebody set on them, and why those of some cannot be told.
    pub fn topic_settings(&self, names: &[&str]) -> Result<Vec<Configured>, Failure> {
        const OWN: c_int = sys::rd_kafka_ConfigSource_t::RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG as c_int;
        self.describe_configs(
            sys::rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_TOPIC,
            names,
            |source| source == OWN,
        )
    }

    /// One setting of one broker, wherever it comes from.
    pub fn broker_setting(&self, broker: i32, name: &str) -> Result<Option<String>, Failure> {
        let kind = sys::rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_BROKER;
        let found = self.describe_configs(kind, &[&broker.to_string()], |_| true)?;
        let (_, settings) = found.into_iter().next().ok_or_else(unreadable)?;
        Ok(settings?.remove(name))
    }

    fn describe_configs(
        &self,
        kind: sys::rd_kafka_ResourceType_t,
        names: &[&str],
        wanted: impl Fn(c_int) -> bool,
    ) -> Result<Vec<Configured>, Failure> {
        let resources: Vec<_> = names
            .iter()
            .map(|name| config_resource(kind, name))
            .collect::<Result<_, _>>()?;
        let mut pointers: Vec<_> = resources.iter().map(Owned::get).collect();
        let api = Api::RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS;
        // librdkafka asks each broker itself about its settings.
        let is_of_broker = kind == sys::rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_BROKER;
        let wish = if is_of_broker {
            Wish::of(api)
        } else {
            self.of_any(api)
        };
        let answer = self.ask(&wish, |to| {
            // SAFETY: client, options and queue are alive, and as many resources as said.
            unsafe {
                sys::rd_kafka_DescribeConfigs(
                    to.client,
                    pointers.as_mut_ptr(),
                    pointers.len(),
                    to.options,
                    to.queue,
                )
            }
        })?;
        let mut found = vec![];
        // SAFETY: the event is alive, and all that is read belongs to it and is copied at once.
        unsafe {
            let parts = answer.parts(
                sys::rd_kafka_event_DescribeConfigs_result,
                sys::rd_kafka_DescribeConfigs_result_resources,
            )?;
            for part in parts {
                let name = text(sys::rd_kafka_ConfigResource_name(part));
                let code = rd_kafka_ConfigResource_error(part);
                if code != 0 {
                    let message = sys::rd_kafka_ConfigResource_error_string(part);
                    found.push((name, Err(failure(code, Some(text(message))))));
                    continue;
                }
                let mut settings = Settings::new();
                let mut count = 0;
                for entry in list(sys::rd_kafka_ConfigResource_configs(part, &raw mut count), count) {
                    let value = sys::rd_kafka_ConfigEntry_value(entry);
                    // Secret settings have no value.
                    if !value.is_null() && wanted(rd_kafka_ConfigEntry_source(entry)) {
                        settings.insert(text(sys::rd_kafka_ConfigEntry_name(entry)), text(value));
                    }
                }
                found.push((name, Ok(settings)));
            }
        }
        Ok(found)
    }

    pub fn create_topic(&self, new: &NewTopic, validate: bool) -> Result<(), Failure> {
        let name = c_text(&new.name)?;
        let number = |count: Option<u32>| {
            c_int::try_from(count.map_or(-1, i64::from)).map_err(|_| invalid("too many"))
        };
        let (partitions, replicas) = (number(new.partitions)?, number(new.replication)?);
        let mut words = Words::default();
        // SAFETY: a text and a buffer that are alive, with the buffer's length; the topic is ours to destroy.
        let topic = unsafe {
            let (buffer, length) = words.place();
            let topic = sys::rd_kafka_NewTopic_new(name.as_ptr(), partitions, replicas, buffer, length);
            Owned::of(topic, sys::rd_kafka_NewTopic_destroy)
        };
        let topic = topic.ok_or_else(|| invalid(words.text()))?;
        for (key, value) in &new.settings {
            let (key, value) = (c_text(key)?, c_text(value)?);
            // SAFETY: the topic and both texts are alive; it copies them.
            unsafe { sys::rd_kafka_NewTopic_set_config(topic.get(), key.as_ptr(), value.as_ptr()) };
        }
        let mut topics = [topic.get()];
        let answer = self.ask(
            &Wish::change(Api::RD_KAFKA_ADMIN_OP_CREATETOPICS, true, validate),
            |to| {
                // SAFETY: client, topic, options and queue are alive.
                unsafe { sys::rd_kafka_CreateTopics(to.client, topics.as_mut_ptr(), 1, to.options, to.queue) }
            },
        )?;
        // SAFETY: both functions are of the API that the answer is of.
        let parts = unsafe {
            answer.parts(
                sys::rd_kafka_event_CreateTopics_result,
                sys::rd_kafka_CreateTopics_result_topics,
            )?
        };
        done(&answer, &parts)
    }

    pub fn delete_topic(&self, name: &str) -> Result<(), Failure> {
        let name = c_text(name)?;
        // SAFETY: a text that is alive; the request has a copy and is ours to destroy.
        let topic = unsafe {
            Owned::of(
                sys::rd_kafka_DeleteTopic_new(name.as_ptr()),
                sys::rd_kafka_DeleteTopic_destroy,
            )
        };
        let topic = topic.ok_or_else(no_memory)?;
        let mut topics = [topic.get()];
        let answer = self.ask(
            &Wish::change(Api::RD_KAFKA_ADMIN_OP_DELETETOPICS, true, false),
            |to| {
                // SAFETY: client, topic, options and queue are alive.
                unsafe { sys::rd_kafka_DeleteTopics(to.client, topics.as_mut_ptr(), 1, to.options, to.queue) }
            },
        )?;
        // SAFETY: both functions are of the API that the answer is of.
        let parts = unsafe {
            answer.parts(
                sys::rd_kafka_event_DeleteTopics_result,
                sys::rd_kafka_DeleteTopics_result_topics,
            )?
        };
        done(&answer, &parts)
    }

    pub fn grow_topic(&self, name: &str, partitions: u32, validate: bool) -> Result<(), Failure> {
        let name = c_text(name)?;
        let mut words = Words::default();
        // SAFETY: a text and a buffer that are alive, with the buffer's length; the request is ours to destroy.
        let wanted = unsafe {
            let (buffer, length) = words.place();
            let wanted = sys::rd_kafka_NewPartitions_new(name.as_ptr(), partitions as usize, buffer, length);
            Owned::of(wanted, sys::rd_kafka_NewPartitions_destroy)
        };
        let wanted = wanted.ok_or_else(|| invalid(words.text()))?;
        let mut topics = [wanted.get()];
        let answer = self.ask(
            &Wish::change(Api::RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, true, validate),
            |to| {
                // SAFETY: client, request, options and queue are alive.
                unsafe {
                    sys::rd_kafka_CreatePartitions(to.client, topics.as_mut_ptr(), 1, to.options, to.queue)
                }
            },
        )?;
        // SAFETY: both functions are of the API that the answer is of.
        let parts = unsafe {
            answer.parts(
                sys::rd_kafka_event_CreatePartitions_result,
                sys::rd_kafka_CreatePartitions_result_topics,
            )?
        };
        done(&answer, &parts)
    }

    /// Settings of a topic by `IncrementalAlterConfigs`: what is not named stays as it is.
    pub fn set_topic(
        &self,
        name: &str,
        settings: &BTreeMap<String, Option<String>>,
        validate: bool,
    ) -> Result<(), Failure> {
        use sys::rd_kafka_AlterConfigOpType_t as Op;
        let resource = config_resource(sys::rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_TOPIC, name)?;
        for (key, value) in settings {
            let key = c_text(key)?;
            let value = value.as_deref().map(c_text).transpose()?;
            let op = if value.is_some() {
                Op::RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET
            } else {
                Op::RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE
            };
            let pointer = value.as_ref().map_or(ptr::null(), |value| value.as_ptr());
            // SAFETY: the resource and the texts are alive, no value goes with DELETE; an error is ours to destroy.
            let error = unsafe {
                let error = sys::rd_kafka_ConfigResource_add_incremental_config(
                    resource.get(),
                    key.as_ptr(),
                    op,
                    pointer,
                );
                let error = Owned::of(error, sys::rd_kafka_error_destroy);
                error.and_then(|error| failure_of(error.get()))
            };
            if let Some(failure) = error {
                return Err(failure);
            }
        }
        let mut resources = [resource.get()];
        let answer = self.ask(
            &Wish::change(Api::RD_KAFKA_ADMIN_OP_INCREMENTALALTERCONFIGS, false, validate),
            |to| {
                // SAFETY: client, resource, options and queue are alive.
                unsafe {
                    sys::rd_kafka_IncrementalAlterConfigs(
                        to.client,
                        resources.as_mut_ptr(),
                        1,
                        to.options,
                        to.queue,
                    )
                }
            },
        )?;
        // SAFETY: the event is alive, and what is read belongs to it and is copied at once.
        unsafe {
            let resources = sys::rd_kafka_IncrementalAlterConfigs_result_resources;
            let parts = answer.parts(sys::rd_kafka_event_IncrementalAlterConfigs_result, resources)?;
            let part = parts.first().ok_or_else(unreadable)?;
            match rd_kafka_ConfigResource_error(*part) {
                0 => Ok(()),
                code => Err(failure(
                    code,
                    Some(text(sys::rd_kafka_ConfigResource_error_string(*part))),
                )),
            }
        }
    }
}

/// A resource to ask about, without settings yet.
fn config_resource(
    kind: sys::rd_kafka_ResourceType_t,
    name: &str,
) -> Result<Owned<sys::rd_kafka_ConfigResource_t>, Failure> {
    let name = c_text(name)?;
    // SAFETY: a text that is alive, which is copied; the resource is ours to destroy.
    let resource = unsafe {
        let resource = sys::rd_kafka_ConfigResource_new(kind, name.as_ptr());
        Owned::of(resource, sys::rd_kafka_ConfigResource_destroy)
    };
    resource.ok_or_else(no_memory)
}

/// Whether the one topic that a change was about was changed. `parts` are of the answer, which is why it is here.
fn done(_answer: &Answer, parts: &[*const sys::rd_kafka_topic_result_t]) -> Result<(), Failure> {
    let part = *parts.first().ok_or_else(unreadable)?;
    // SAFETY: the part is alive as long as its answer; the text is copied.
    unsafe {
        match rd_kafka_topic_result_error(part) {
            0 => Ok(()),
            code => Err(failure(
                code,
                Some(text(sys::rd_kafka_topic_result_error_string(part))),
            )),
        }
    }
}

/// A topic of its partitions: `first` is the lowest partition's number with how many replicas it has.
fn topic_of<N>(name: String, partitions: usize, first: Option<(N, usize)>) -> Topic {
    let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Topic {
        internal: INTERNAL.contains(&name.as_str()),
        partitions: number(partitions),
        replication: number(first.map_or(0, |(_, replicas)| replicas)),
        name,
    }
}

/// `rd_kafka_metadata_destroy` takes a pointer to what does not change.
unsafe extern "C" fn destroy_metadata(metadata: *mut sys::rd_kafka_metadata) {
    // SAFETY: whoever calls this has promised that it is theirs to destroy.
    unsafe { sys::rd_kafka_metadata_destroy(metadata) }
}
