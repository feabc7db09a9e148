/// How the records go over Kafka, the same for every service: CloudEvents headers and JSON ([EventCodec]), sending with
/// back-pressure ([EventPublisher], [ReplyWriter]) and reading a whole topic ([TopicReader]). Start with [Event].
@NullMarked
package org.llmspace.contracts.kafka;

import org.jspecify.annotations.NullMarked;
