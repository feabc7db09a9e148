/// Model repositories of the Hugging Face Hub: asked for, downloaded, kept in the cache that all its clients share. Start
/// with [Hub].
@NullMarked
package org.llmspace.pipeline.hub;

import org.jspecify.annotations.NullMarked;
