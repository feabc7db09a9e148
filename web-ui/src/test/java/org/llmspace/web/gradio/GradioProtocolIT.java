package org.llmspace.web.gradio;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/// The same against what was packaged, natively or not.
@QuarkusIntegrationTest
class GradioProtocolIT extends GradioProtocolTest {
}
