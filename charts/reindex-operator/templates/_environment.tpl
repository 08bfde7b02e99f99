{{/* The operator's settings (controller/settings.py). */}}
{{- define "reindex-operator.environment" -}}
- name: WORKER_IMAGE
  value: {{ include "reindex-operator.image" . | quote }}
- name: WORKER_IMAGE_PULL_POLICY
  value: {{ .Values.worker.pullPolicy | default .Values.image.pullPolicy }}
- name: WORKER_POD_TEMPLATE
  value: {{ .Values.worker.podTemplate | default dict | toJson | quote }}
- name: WORKER_USER
  value: {{ if kindIs "invalid" .Values.worker.user }}""{{ else }}{{ .Values.worker.user | int64 | quote }}{{ end }}
- name: WORKER_GRACE
  value: {{ .Values.worker.gracePeriodSeconds | int64 | quote }}
- name: WATCH_NAMESPACES
  value: {{ join "," .Values.watchNamespaces | quote }}
- name: MAX_CONCURRENT
  value: {{ .Values.maxConcurrent | int64 | quote }}
- name: STATUS_INTERVAL
  value: {{ .Values.statusIntervalSeconds | quote }}
- name: RESYNC
  value: {{ .Values.resyncSeconds | quote }}
- name: LOG_FORMAT
  value: {{ .Values.logFormat }}
- name: METRICS_PORT
  value: {{ ternary .Values.metrics.port 0 .Values.metrics.enabled | int64 | quote }}
- name: WORKER_METRICS_PORT
  value: {{ ternary .Values.metrics.workerPort 0 .Values.metrics.enabled | int64 | quote }}
- name: LEADER_ELECTION
  value: "true"
- name: LEASE_NAME
  value: {{ include "reindex-operator.fullname" . }}
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: POD_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
