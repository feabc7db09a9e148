package org.llmspace.chat.openai;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/// The same against what was packaged, natively or not.
@QuarkusIntegrationTest
class RealClientsIT extends RealClientsTest {
}
