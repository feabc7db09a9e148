/// Checks of what is deployed. Read [Manifests] first: what an overlay renders to; then [OverlayTest]: what must hold for it.
@NullMarked
package org.llmspace.k8s;

import org.jspecify.annotations.NullMarked;
