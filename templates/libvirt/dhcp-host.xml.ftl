<#-- An address that DHCP keeps for an interface, in one line. reservation: what is kept (Reservation). -->
<#t><host mac="${reservation.mac}"<#if reservation.hostname??> name="${reservation.hostname}"</#if> ip="${reservation.address}"/>
