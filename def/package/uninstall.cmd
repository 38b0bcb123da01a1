@echo off
rem Puts back what was there before, and removes the DLL, the stored accounts and the stack. Run it
rem as an administrator.
if exist "%~dp0iissuba-nt4.inf" rundll32 setupapi,InstallHinfSection DefaultUninstall 128 %~dp0iissuba-nt4.inf
"%~dp0iissubactl.exe" unregister --purge
