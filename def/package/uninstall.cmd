@echo off
rem Puts back what was there before, and removes the service, the DLL, the stored accounts and the
rem stack. Run it as an administrator.
if exist "%~dp0iissuba-nt4.inf" rundll32 setupapi,InstallHinfSection DefaultUninstall 128 %~dp0iissuba-nt4.inf
"%~dp0iissubactl.exe" unregister --purge
