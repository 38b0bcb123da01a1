@echo off
rem Copies iissuba.dll to System32 and registers it as Auth132. Run it as an administrator.
"%~dp0iissubactl.exe" register
if errorlevel 1 goto end
echo.
echo Next, enrol the anonymous account, then restart; README.txt has the steps:
echo   iissubactl import %%SystemRoot%%\System32\inetsrv\MetaBase.xml     (IIS 6.0)
echo   iissubactl set IUSR_NAME                                           (any)
:end
