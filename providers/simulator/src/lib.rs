//! A cloud on this machine: latency, quotas, seeded faults.
