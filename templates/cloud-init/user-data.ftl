#cloud-config
hostname: ${yaml(seed.hostname)}
preserve_hostname: false
ssh_pwauth: false
<#if seed.sshKeys?has_content>
ssh_authorized_keys:
<#list seed.sshKeys as key>
  - ${yaml(key)}
</#list>
</#if>
