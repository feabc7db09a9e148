package org.llmspace.web.api;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/// The same against what was packaged, natively or not.
@QuarkusIntegrationTest
class ApiIT extends ApiTest {
}
