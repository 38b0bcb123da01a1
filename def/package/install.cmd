@echo off
rem Copies iissuba.dll to System32 and registers it as Auth132. Run it as an administrator.
"%~dp0iissubactl.exe" register
if errorlevel 1 goto end
echo.
echo Next, enrol the anonymous account, then restart; README.txt has the steps:
echo   iissubactl import              takes the password that IIS has
echo   iissubactl set IUSR_NAME       asks for it, where IIS has none
:end
