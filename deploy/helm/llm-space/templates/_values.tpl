{{/* Puts the values into one object of an overlay. Argument: dict "object" "root"; changes the object. */}}
{{- define "llm-space.apply" -}}
{{- $object := .object -}}
{{- $values := .root.Values -}}
{{- $labels := $object.metadata.labels | default dict -}}
{{- if and (eq $object.kind "ConfigMap") (hasKey ($object.data | default dict) "LLMSPACE_CHAT_URL") -}}
{{- $_ := mergeOverwrite $object.data $values.settings -}}
{{- end -}}
{{- if eq $object.kind "Deployment" -}}
{{- $pod := $object.spec.template.spec -}}
{{- range $name := $values.image.pullSecrets -}}
{{- $_ := set $pod "imagePullSecrets" (append ($pod.imagePullSecrets | default list) (dict "name" $name)) -}}
{{- end -}}
{{- if eq (get $labels "app.kubernetes.io/component") "service" -}}
{{- include "llm-space.service" (dict "object" $object "root" .root) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The same for the Deployment of one of our services. */}}
{{- define "llm-space.service" -}}
{{- $object := .object -}}
{{- $values := .root.Values -}}
{{- $service := get $values.services $object.metadata.name | default dict -}}
{{- $container := first $object.spec.template.spec.containers -}}
{{- with $values.image.tag -}}
{{- $_ := set $container "image" (regexReplaceAll ":[^:/]+$" $container.image (printf ":%s" .)) -}}
{{- end -}}
{{- with $values.image.registry -}}
{{- $_ := set $container "image" (printf "%sllm-space/%s" . (regexFind "[^/]+$" $container.image)) -}}
{{- end -}}
{{- range $source := $container.envFrom -}}
{{- with $source.secretRef -}}
{{- $_ := set . "name" $values.keysSecret -}}
{{- end -}}
{{- end -}}
{{- if hasKey $service "replicas" -}}
{{- $_ := set $object.spec "replicas" $service.replicas -}}
{{- end -}}
{{- with $service.resources -}}
{{- $_ := set $container "resources" (mergeOverwrite $container.resources .) -}}
{{- end -}}
{{- range $name, $value := $service.env -}}
{{- $_ := set $container "env" (append $container.env (dict "name" $name "value" $value)) -}}
{{- end -}}
{{- with $values.settings -}}
{{- $_ := set $object.spec.template.metadata "annotations" (dict "llmspace.org/settings" (toJson . | sha256sum)) -}}
{{- end -}}
{{- end -}}
