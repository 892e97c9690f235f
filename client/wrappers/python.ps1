# pyanalytics-wrapper: reports this start of Python, then runs it.
#
# Install it as python.ps1 and python3.ps1 in a folder that comes first on PATH.
#
# PYANALYTICS_CLIENT   the client; else the one beside this file, else the first on PATH
# PYANALYTICS_PYTHON   the interpreter; else the next one of this name on PATH
# PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1: report nothing

$name = [IO.Path]::GetFileNameWithoutExtension($MyInvocation.MyCommand.Path)
$own = Split-Path -Parent $MyInvocation.MyCommand.Path
$isWindows_ = [IO.Path]::DirectorySeparatorChar -eq '\'
$suffix = if ($isWindows_) { '.exe' } else { '' }
$words = @($args)

# Quotes one argument as CommandLineToArgvW reads it. PowerShell before 7.3 loses empty
# arguments and inner quotes when it does this by itself.
function ConvertTo-Quoted([string] $word) {
  if ($word -ne '' -and $word -notmatch '[\s"]') { return $word }
  '"' + (($word -replace '(\\*)"', '$1$1\"') -replace '(\\+)$', '$1$1') + '"'
}

function Test-On([string] $value) {
  '', '0', 'no', 'off', 'false' -notcontains $value.Trim()
}

# Not our own folder, no other wrapper (which is a script), not the Store's empty stub.
function Find-Program([string] $file) {
  foreach ($folder in ($env:PATH -split [IO.Path]::PathSeparator)) {
    if ($folder -eq '' -or $folder.TrimEnd('\', '/') -eq $own.TrimEnd('\', '/')) { continue }
    $path = Join-Path $folder $file
    $item = Get-Item -LiteralPath $path -ErrorAction SilentlyContinue
    if ($item -and -not $item.PSIsContainer -and $item.Length -gt 0) {
      if ($isWindows_ -or
        -not (Get-Content -LiteralPath $path -TotalCount 2 -ErrorAction SilentlyContinue |
          Select-String -SimpleMatch 'pyanalytics-wrapper' -Quiet)) { return $path }
    }
  }
}

function Start-Program([string] $file, [string[]] $arguments, [bool] $hidden) {
  $start = New-Object Diagnostics.ProcessStartInfo
  $start.FileName = $file
  $start.Arguments = ($arguments | ForEach-Object { ConvertTo-Quoted $_ }) -join ' '
  $start.UseShellExecute = $false
  $start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
  if ($hidden) {
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
  }
  [Diagnostics.Process]::Start($start)
}

$python = $env:PYANALYTICS_PYTHON
if (-not $python) { $python = Find-Program ($name + $suffix) }
if (-not $python) { $python = Find-Program ('python' + $suffix) }
if (-not $python) {
  [Console]::Error.WriteLine("${name}: no such interpreter on PATH; PYANALYTICS_PYTHON can name one")
  exit 127
}

if (-not ((Test-On $env:PYANALYTICS_CHILD) -or (Test-On $env:PYANALYTICS_DISABLE) -or
    (Test-On $env:DO_NOT_TRACK))) {
  try {
    $client = $env:PYANALYTICS_CLIENT
    $beside = Join-Path $own ('pyanalytics-client' + $suffix)
    if (-not $client -and (Test-Path -LiteralPath $beside)) { $client = $beside }
    if (-not $client) { $client = Find-Program ('pyanalytics-client' + $suffix) }
    if ($client) {
      $report = @('--wrapper', 'ps1', '--python', $python, '--') + $words
      $null = Start-Program $client $report $true
    }
  } catch {
    # Python starts whether or not this could be reported.
  }
}

$process = Start-Program $python $words $false
$process.WaitForExit()
exit $process.ExitCode
