//! Cases: queues.
