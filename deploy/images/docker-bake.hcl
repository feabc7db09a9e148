# All images for both platforms: docker buildx bake -f deploy/images/docker-bake.hcl [native|jvm] [--push]
variable "REGISTRY" {
  default = ""
}
variable "VERSION" {
  default = "0.1.0"
}
variable "REVISION" {
  default = "unknown"
}
variable "SERVICES" {
  default = [
    { name = "web-ui", port = "7860" },
    { name = "chat-service", port = "7861" },
    { name = "pipeline-service", port = "7862" },
  ]
}

group "default" {
  targets = ["native", "jvm"]
}

target "_image" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
  # For registries; an engine that loads an image takes none.
  attest = [for kind in ["type=sbom", "type=provenance,mode=max"] : kind if REGISTRY != ""]
}

target "native" {
  inherits = ["_image"]
  matrix = {
    service = SERVICES
  }
  name       = "${service.name}-native"
  dockerfile = "deploy/images/Dockerfile.native"
  args = {
    SERVICE  = service.name
    PORT     = service.port
    VERSION  = VERSION
    REVISION = REVISION
  }
  tags   = ["${REGISTRY}llm-space/${service.name}:${VERSION}"]
}

target "jvm" {
  inherits = ["_image"]
  matrix = {
    service = SERVICES
  }
  name       = "${service.name}-jvm"
  dockerfile = "deploy/images/Dockerfile.jvm"
  args = {
    SERVICE  = service.name
    PORT     = service.port
    VERSION  = VERSION
    REVISION = REVISION
  }
  tags   = ["${REGISTRY}llm-space/${service.name}:${VERSION}-jvm"]
}
