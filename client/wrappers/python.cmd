@echo off
rem pyanalytics-wrapper: reports this start of Python, then runs it.
rem
rem Install it as python.cmd and python3.cmd in a folder that comes first on PATH.
rem
rem PYANALYTICS_CLIENT   the client; else the one beside this file, else the first on PATH
rem PYANALYTICS_PYTHON   the interpreter; else the next one of our name on PATH, else python;
rem                      as .exe, or as the .bat or .cmd of a version manager
rem PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1: report nothing

setlocal DisableDelayedExpansion
set "_pya_name=%~n0"
set "_pya_own=%~dp0"

set "_pya_python=%PYANALYTICS_PYTHON%"
if not defined _pya_python call :find_python "%_pya_name%"
if not defined _pya_python call :find_python python
if not defined _pya_python (
  >&2 echo %_pya_name%: no such interpreter on PATH; PYANALYTICS_PYTHON can name one
  exit /b 127
)

call :is_on "%PYANALYTICS_CHILD%" && goto run
call :is_on "%PYANALYTICS_DISABLE%" && goto run
call :is_on "%DO_NOT_TRACK%" && goto run

set "_pya_client=%PYANALYTICS_CLIENT%"
if not defined _pya_client if exist "%_pya_own%pyanalytics-client.exe" set "_pya_client=%_pya_own%pyanalytics-client.exe"
if not defined _pya_client for %%I in (pyanalytics-client.exe) do set "_pya_client=%%~$PATH:I"
if not defined _pya_client goto run
if not exist "%_pya_client%" goto run
if exist "%_pya_client%\" goto run
rem Redirected in front: behind an argument with one \" in it, all would count as quoted.
<nul >nul 2>&1 start "" /b "%_pya_client%" --wrapper cmd --python "%_pya_python%" -- %*

:run
rem The variables of this file are not for Python: the line is read before endlocal takes effect.
rem A batch file takes over here and does not come back, which is as good.
endlocal & "%_pya_python%" %*
exit /b %ERRORLEVEL%

rem The first program of a name on PATH outside our own folder.
:find_python
for %%P in ("%PATH:;=" "%") do if not "%%~P"=="" if not defined _pya_python call :try_folder "%%~P" %1
exit /b 0

:try_folder
set "_pya_folder=%~1"
if not "%_pya_folder:~-1%"=="\" set "_pya_folder=%_pya_folder%\"
if /i "%_pya_folder%"=="%_pya_own%" exit /b 0
for %%E in (.exe .bat .cmd) do if not defined _pya_python if exist "%_pya_folder%%~2%%E" call :try_file "%_pya_folder%%~2%%E"
exit /b 0

rem Neither the empty stub of the Store, unless a Python from there is beside it, which it starts; nor
rem a wrapper: those say so in their second line.
:try_file
if "%~z1"=="0" if not exist "%~dp1PythonSoftwareFoundation.Python.*" exit /b 0
if /i "%~x1"==".exe" goto take_file
set "_pya_line="
<"%~1" (set /p "_pya_line=" & set /p "_pya_line=")
setlocal EnableDelayedExpansion
if defined _pya_line if not "!_pya_line:pyanalytics-wrapper=!"=="!_pya_line!" exit /b 0
endlocal
:take_file
set "_pya_python=%~f1"
exit /b 0

rem Whether the value of a switch means yes.
:is_on
for %%V in ("" "0" "no" "off" "false") do if /i "%~1"==%%V exit /b 1
exit /b 0
