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
# For registries; an engine that loads an image takes none.
variable "ATTEST" {
  default = [for kind in ["type=sbom", "type=provenance,mode=max"] : kind if REGISTRY != ""]
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

target "native" {
  matrix = {
    service = SERVICES
  }
  name       = "${service.name}-native"
  context    = "."
  dockerfile = "deploy/images/Dockerfile.native"
  platforms  = ["linux/amd64", "linux/arm64"]
  args = {
    SERVICE  = service.name
    PORT     = service.port
    VERSION  = VERSION
    REVISION = REVISION
  }
  tags   = ["${REGISTRY}llm-space/${service.name}:${VERSION}"]
  attest = ATTEST
}

target "jvm" {
  matrix = {
    service = SERVICES
  }
  name       = "${service.name}-jvm"
  context    = "."
  dockerfile = "deploy/images/Dockerfile.jvm"
  platforms  = ["linux/amd64", "linux/arm64"]
  args = {
    SERVICE  = service.name
    PORT     = service.port
    VERSION  = VERSION
    REVISION = REVISION
  }
  tags   = ["${REGISTRY}llm-space/${service.name}:${VERSION}-jvm"]
  attest = ATTEST
}
