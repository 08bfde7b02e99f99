{{- define "reindex-operator.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* At most 55 characters: room for what some names end with. */}}
{{- define "reindex-operator.fullname" -}}
{{- $name := include "reindex-operator.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 55 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 55 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 55 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "reindex-operator.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "reindex-operator.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- define "reindex-operator.selector" -}}
app.kubernetes.io/name: {{ include "reindex-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{/* Labels of every object. */}}
{{- define "reindex-operator.labels" -}}
{{- include "reindex-operator.labelsWith" (list . dict) -}}
{{- end -}}

{{/* The same and an object's own, given as a list of the context and those: each label once, its own where `extraLabels` has it too. */}}
{{- define "reindex-operator.labelsWith" -}}
{{- $own := last . | default dict -}}
{{- with first . -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "reindex-operator.selector" . }}
{{- with merge dict $own (.Values.extraLabels | default dict) }}
{{ toYaml . }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "reindex-operator.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end -}}

{{/* By the operator on what it makes (controller/names.py): selects the workers' pods. */}}
{{- define "reindex-operator.workers" -}}
app.kubernetes.io/name: reindex
app.kubernetes.io/managed-by: reindex-operator
{{- end -}}

{{/* What PodSecurity "restricted" asks of a pod and its containers. */}}
{{- define "reindex-operator.podSecurity" -}}
runAsNonRoot: true
{{- if not (kindIs "invalid" .Values.user) }}
runAsUser: {{ .Values.user | int64 }}
runAsGroup: {{ .Values.user | int64 }}
{{- end }}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "reindex-operator.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Egress to the name service and the API server. */}}
{{- define "reindex-operator.egress" -}}
- ports:
    {{- range .Values.networkPolicy.dnsPorts }}
    - {protocol: UDP, port: {{ . | int64 }}}
    - {protocol: TCP, port: {{ . | int64 }}}
    {{- end }}
- ports:
    {{- range .Values.networkPolicy.apiServerPorts }}
    - {protocol: TCP, port: {{ . | int64 }}}
    {{- end }}
  {{- with .Values.networkPolicy.apiServerCIDRs }}
  to:
    {{- range . }}
    - ipBlock: {cidr: {{ . | quote }}}
    {{- end }}
  {{- end }}
{{- end -}}
