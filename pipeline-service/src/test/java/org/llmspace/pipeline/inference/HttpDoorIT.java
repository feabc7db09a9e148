package org.llmspace.pipeline.inference;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/// The same against what was packaged, natively or not.
@QuarkusIntegrationTest
class HttpDoorIT extends HttpDoorTest {
}
