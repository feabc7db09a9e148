/// Fetching from addresses that strangers name, for the services that do so. Start with [PublicWeb].
@NullMarked
package org.llmspace.contracts.web;

import org.jspecify.annotations.NullMarked;
