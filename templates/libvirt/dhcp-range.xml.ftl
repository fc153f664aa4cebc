<#-- The addresses that DHCP gives to whoever asks, in one line. range: both ends (DhcpRange). -->
<#t><range start="${range.start}" end="${range.end}"/>
