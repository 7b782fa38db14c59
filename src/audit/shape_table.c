/* SPDX-License-Identifier: Apache-2.0 */
/* Where documents keep what may be a key: paths of values in Kubernetes, compose,
 * workflows and so on.  The first row that matches counts.  What no row names is named by
 * its own path, so a row is only needed where names stand elsewhere, where a value has to
 * be judged by its name, or where it is none. */
#include "shape_priv.h"

const struct pc_shape_row pc_shape_rows[] = {
	/* Kept elsewhere: what stands here is the name of a secret or of its entry. */
	{"**.valueFrom|secretKeyRef|configMapKeyRef|secretRef|configMapRef|fieldRef.**",
		PC_SHAPE_REFERENCE, NULL},
	{"**.secretName|existingSecret|existingSecretKey|imagePullSecrets|remoteRef|"
	 "secretStoreRef|envFrom|secretRefName|secretKeyName.**",
		PC_SHAPE_REFERENCE, NULL},
	{"spec.encryptedData.V=*", PC_SHAPE_REFERENCE, "SealedSecret"},
	{"**.ValueFrom", PC_SHAPE_REFERENCE, NULL}, /* ECS */
	{"sops.**", PC_SHAPE_REFERENCE, NULL},

	/* Objects of Kubernetes that hold settings. */
	{"data.V=*", PC_SHAPE_ENCODED, "Secret"},
	{"stringData.V=*", PC_SHAPE_VALUE, "Secret"},
	{"data.V=*", PC_SHAPE_VALUE, "ConfigMap"},
	{"binaryData.V=*", PC_SHAPE_ENCODED, "ConfigMap"},

	/* Workflows of GitHub: job, then step. */
	{"jobs.S=*.steps.[C:name,id,uses].env|with.V=*", PC_SHAPE_VALUE, NULL},
	{"jobs.S=*.steps.[C:name,id,uses].run", PC_SHAPE_SCRIPT, NULL},
	{"jobs.S=*.services.C=*.env|credentials.V=*", PC_SHAPE_VALUE, NULL},
	{"jobs.S=*.container.env|credentials.V=*", PC_SHAPE_VALUE, NULL},
	{"jobs.S=*.env|with|secrets.V=*", PC_SHAPE_VALUE, NULL},
	{"runs.steps.[C:name,id,uses].env|with.V=*", PC_SHAPE_VALUE, NULL},
	/* CircleCI. */
	{"jobs.S=*.docker.[C:name,image].environment.V=*", PC_SHAPE_VALUE, NULL},
	{"jobs|executors.S=*.environment.V=*", PC_SHAPE_VALUE, NULL},
	{"jobs.S=*.steps.[].run.environment.V=*", PC_SHAPE_VALUE, NULL},
	{"jobs.S=*.steps.[].run.command", PC_SHAPE_SCRIPT, NULL},
	{"jobs.S=*.steps.[].run", PC_SHAPE_SCRIPT, NULL},
	{"jobs.S=*.**", PC_SHAPE_NAMED, NULL},

	/* compose, Swarm. */
	{"services.S=*.environment.V=*", PC_SHAPE_VALUE, NULL},
	{"services.S=*.environment.[]", PC_SHAPE_ASSIGNMENT, NULL},
	{"services.S=*.build.args.V=*", PC_SHAPE_VALUE, NULL},
	{"services.S=*.build.args|labels.[]", PC_SHAPE_ASSIGNMENT, NULL},
	{"services.S=*.labels.V=*", PC_SHAPE_VALUE, NULL},
	{"services.S=*.command|entrypoint.[]", PC_SHAPE_WORD, NULL},
	{"services.S=*.healthcheck.test.[]", PC_SHAPE_WORD, NULL},
	{"services.S=*.command|entrypoint", PC_SHAPE_SCRIPT, NULL},
	{"services.S=*.**", PC_SHAPE_NAMED, NULL},
	{"secrets|configs.V=*.file|external|environment|name", PC_SHAPE_REFERENCE, NULL},
	{"secrets|configs.V=*.content", PC_SHAPE_VALUE, NULL},
	/* docker inspect. */
	{"[S:Name].Config.Env.[]", PC_SHAPE_ASSIGNMENT, NULL},

	/* Settings of agents and editors: MCP servers, environment, helpers. */
	{"mcpServers|mcp_servers|managedMcpServers.S=*.env|headers|http_headers.V=*",
		PC_SHAPE_VALUE, NULL},
	{"mcpServers|mcp_servers|managedMcpServers.S=*.args.[]", PC_SHAPE_WORD, NULL},
	{"mcpServers|mcp_servers|managedMcpServers.S=*.**", PC_SHAPE_NAMED, NULL},
	{"projects.*.mcpServers.S=*.env|headers.V=*", PC_SHAPE_VALUE, NULL},
	{"projects.*.mcpServers.S=*.args.[]", PC_SHAPE_WORD, NULL},
	{"projects.*.mcpServers.S=*.**", PC_SHAPE_NAMED, NULL},
	{"servers|context_servers.S=*.env|headers.V=*", PC_SHAPE_VALUE, NULL},
	{"servers|context_servers.S=*.args.[]", PC_SHAPE_WORD, NULL},
	{"mcp.servers.S=*.env|headers.V=*", PC_SHAPE_VALUE, NULL},
	{"mcp.servers.S=*.args.[]", PC_SHAPE_WORD, NULL},
	{"apiKeyHelper|awsAuthRefresh|awsCredentialExport|otelHeadersHelper",
		PC_SHAPE_SCRIPT, NULL},
	{"hooks.**.command", PC_SHAPE_SCRIPT, NULL},
	{"containerEnv|remoteEnv.V=*", PC_SHAPE_VALUE, NULL},      /* devcontainer.json */
	{"configurations.[S:name].env.V=*", PC_SHAPE_VALUE, NULL}, /* launch.json */

	/* GitLab: of all jobs, of one, of one with a description. */
	{"variables.V=*", PC_SHAPE_VALUE, NULL},
	{"variables.V=*.value", PC_SHAPE_VALUE, NULL},
	{"S=*.variables.V=*", PC_SHAPE_VALUE, NULL},
	{"S=*.variables.V=*.value", PC_SHAPE_VALUE, NULL},
	{"S=*.script|before_script|after_script.[]", PC_SHAPE_SCRIPT, NULL},
	/* Azure: settings of an application, variables of a pipeline. */
	{"variables.[V:name].value", PC_SHAPE_VALUE, NULL},
	{"[V:name].value", PC_SHAPE_VALUE, NULL},

	/* CloudFormation, SAM. */
	{"Resources.S=*.Properties.ContainerDefinitions.[C:Name].Environment.[V:Name]."
	 "Value",
		PC_SHAPE_VALUE, NULL},
	{"Resources.S=*.Properties.**.Environment.Variables.V=*", PC_SHAPE_VALUE, NULL},
	{"Resources.S=*.Properties.**.EnvironmentVariables.[V:Name].Value",
		PC_SHAPE_VALUE, NULL},
	{"Resources.S=*.**", PC_SHAPE_NAMED, NULL},
	{"Globals.**.Variables.V=*", PC_SHAPE_VALUE, NULL},
	{"Parameters.V=*.Default", PC_SHAPE_VALUE, NULL},
	/* Serverless. */
	{"provider.environment.V=*", PC_SHAPE_VALUE, NULL},
	{"functions.S=*.environment.V=*", PC_SHAPE_VALUE, NULL},
	/* App Engine, Cloud Functions, Cloud Build, Render. */
	{"env_variables|environmentVariables|build_env_variables.V=*", PC_SHAPE_VALUE,
		NULL},
	{"serviceConfig.environmentVariables.V=*", PC_SHAPE_VALUE, NULL},
	{"steps.[C:id,name].env.[]", PC_SHAPE_ASSIGNMENT, NULL},
	{"steps.[C:id,name].args.[]", PC_SHAPE_WORD, NULL},
	{"substitutions.V=*", PC_SHAPE_VALUE, NULL},
	{"services.[S:name].envVars.[V:key].value", PC_SHAPE_VALUE, NULL},

	/* Terraform: blocks are lists, labels keys. */
	{"resource.*.S=*.**.containers.[C:name,image].env.[V:name].value", PC_SHAPE_VALUE,
		NULL},
	{"resource|data.*.S=*.**.env|environment_variables|environment.[V:name].value",
		PC_SHAPE_VALUE, NULL},
	{"resource|data.*.S=*.**.env|environment_variables|variables|set_env_vars.V=*",
		PC_SHAPE_VALUE, NULL},
	{"resource.kubernetes_secret|kubernetes_secret_v1|kubernetes_config_map.S=*.**."
	 "data.V=*",
		PC_SHAPE_VALUE, NULL},
	{"resource|data.*.S=*.**.secret_string|secret_data|value|password|token|api_key",
		PC_SHAPE_VALUE, NULL},
	{"resource|data|job.*.S=*.**", PC_SHAPE_NAMED, NULL},
	{"job.S=*.**.task.C=*.[].env.[].V=*", PC_SHAPE_VALUE, NULL},
	{"variable.V=*.[].default", PC_SHAPE_VALUE, NULL},
	{"provider|module.S=*.[].V=*", PC_SHAPE_VALUE, NULL},
	{"module.S=*.**", PC_SHAPE_NAMED, NULL},
	/* Its state. */
	{"resources.[S:name].instances.[].attributes.**", PC_SHAPE_NAMED, NULL},
	{"outputs.V=*.value", PC_SHAPE_VALUE, NULL},

	/* Ansible: plays, and tasks in them. */
	{"[S:name,hosts].vars|environment.V=*", PC_SHAPE_VALUE, NULL},
	{"[S:name,hosts].tasks.[C:name].environment|vars.V=*", PC_SHAPE_VALUE, NULL},
	{"[C:name].environment|vars.V=*", PC_SHAPE_VALUE, NULL},

	/* package.json, notebooks. */
	{"scripts.V=*", PC_SHAPE_SCRIPT, NULL},
	{"cells.[C:#cell].source|outputs.**", PC_SHAPE_SCRIPT, NULL},
	{"cells.[C:#cell].**", PC_SHAPE_NAMED, NULL},

	/* Containers of Kubernetes, Cloud Run, Argo, Tekton; ECS and Container Apps. */
	{"**.[C:name,image].env|environment.[V:name,Name].value|Value", PC_SHAPE_VALUE,
		NULL},
	{"**.[C:name,image].env|environment.V=*", PC_SHAPE_VALUE, NULL},
	{"**.[C:name,image].args|command.[]", PC_SHAPE_WORD, NULL},
	{"**.[C:name,image].args|command", PC_SHAPE_SCRIPT, NULL},
	{"**.[C:name,image].lifecycle|livenessProbe|readinessProbe|startupProbe.**."
	 "command.[]",
		PC_SHAPE_WORD, NULL},
	{"**.[C:name,image].**.httpHeaders.[V:name].value", PC_SHAPE_VALUE, NULL},
	{"**.annotations|labels.V=*", PC_SHAPE_VALUE, NULL},

	/* Whatever else has a map or a list of that name: agents' settings, Helm. */
	{"**.env|environment|extraEnv|extraEnvVars.[V:name].value", PC_SHAPE_VALUE, NULL},
	{"**.env|environment|envVars|extraEnv|extraEnvVars|environment_variables.V=*",
		PC_SHAPE_VALUE, NULL},
	{"**.env|environment|Env.[]", PC_SHAPE_ASSIGNMENT, NULL},
	{"**.headers.V=*", PC_SHAPE_VALUE, NULL},
	{"**.args.[]", PC_SHAPE_WORD, NULL},
};
const size_t pc_shape_n_rows = sizeof(pc_shape_rows) / sizeof(pc_shape_rows[0]);

const char *const pc_shape_services[] = {
	"metadata.name", /* Kubernetes, Knative */
	"service",       /* Serverless, App Engine */
	"family",        /* ECS */
	"name",          /* package.json, compose, the newer interface of Cloud Run */
	NULL,
};

const struct pc_shape_name pc_shape_names[] = {
	{"*.yaml", PC_SHAPE_YAML},
	{"*.yml", PC_SHAPE_YAML},
	{"*.json", PC_SHAPE_JSON},
	{"*.jsonc", PC_SHAPE_JSON},
	{"*.json5", PC_SHAPE_JSON},
	{"*.code-workspace", PC_SHAPE_JSON},
	{"*.ipynb", PC_SHAPE_JSON},
	{"*.template", PC_SHAPE_YAML},
	{"*.tfstate", PC_SHAPE_JSON},
	{"*.tfstate.backup", PC_SHAPE_JSON},
	{"*.tf", PC_SHAPE_HCL},
	{"*.tfvars", PC_SHAPE_HCL},
	{"*.hcl", PC_SHAPE_HCL},
	{"*.nomad", PC_SHAPE_HCL},
	{"*.toml", PC_SHAPE_SECTIONS},
	{"*.ini", PC_SHAPE_SECTIONS},
	{"*.cfg", PC_SHAPE_SECTIONS},
	{"*.conf", PC_SHAPE_UNIT}, /* a drop-in of a unit; others have no such line */
	{"*.service", PC_SHAPE_UNIT},
	{"*.container", PC_SHAPE_UNIT},
	{"*.timer", PC_SHAPE_UNIT},
	{"*.socket", PC_SHAPE_UNIT},
	{"credentials", PC_SHAPE_SECTIONS}, /* .aws */
	{".pypirc", PC_SHAPE_SECTIONS},
	{"Dockerfile*", PC_SHAPE_DOCKERFILE},
	{"Containerfile*", PC_SHAPE_DOCKERFILE},
	{"*.dockerfile", PC_SHAPE_DOCKERFILE},
	{"*.Dockerfile", PC_SHAPE_DOCKERFILE},
};
const size_t pc_shape_n_names = sizeof(pc_shape_names) / sizeof(pc_shape_names[0]);

const struct pc_shape_marker pc_shape_markers[] = {
	{PC_SHAPE_YAML, "apiVersion:"},
	{PC_SHAPE_YAML, "environment:"},
	{PC_SHAPE_YAML, "env:"},
	{PC_SHAPE_YAML, "variables:"},
	{PC_SHAPE_YAML, "Variables:"},
	{PC_SHAPE_YAML, "mcpServers:"},
	{PC_SHAPE_YAML, "vars:"},
	{PC_SHAPE_JSON, "\"apiVersion\""},
	{PC_SHAPE_JSON, "\"environment\""},
	{PC_SHAPE_JSON, "\"Environment\""},
	{PC_SHAPE_JSON, "\"env\""},
	{PC_SHAPE_JSON, "\"Env\""},
	{PC_SHAPE_JSON, "\"headers\""},
	{PC_SHAPE_JSON, "\"containers\""},
	{PC_SHAPE_HCL, "env"},
	{PC_SHAPE_HCL, "variable"},
	{PC_SHAPE_HCL, "secret"},
	{PC_SHAPE_UNIT, "Environment="},
	{PC_SHAPE_DOCKERFILE, "ENV "},
	{PC_SHAPE_DOCKERFILE, "ARG "},
};
const size_t pc_shape_n_markers = sizeof(pc_shape_markers) / sizeof(pc_shape_markers[0]);
