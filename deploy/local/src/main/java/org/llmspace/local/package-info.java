/// The launcher of a whole Space on one machine, and the Kafka broker that comes with it.
///
/// Read [Launcher] first; tests of other modules only need [KafkaBroker].
@NullMarked
package org.llmspace.local;

import org.jspecify.annotations.NullMarked;
