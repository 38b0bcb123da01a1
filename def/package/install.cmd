@echo off
rem Copies iissuba.dll to System32 and registers it as Auth132, and installs the service that keeps its
rem accounts in step with IIS. Run it as an administrator.
"%~dp0iissubactl.exe" register
if errorlevel 1 goto end
"%~dp0iissubactl.exe" service install
if errorlevel 1 goto end
"%~dp0iissubactl.exe" service start
if errorlevel 1 goto end
echo.
echo Next, restart. The service has enrolled IIS's anonymous accounts; README.txt says how to check:
echo   iissubactl status
:end
